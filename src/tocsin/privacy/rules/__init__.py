"""What is decided about records, without input or output."""
