"""What a person is told of what is recorded about them."""
