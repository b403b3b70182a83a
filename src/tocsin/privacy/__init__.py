"""What is recorded about a person: told in plain words, and handed out."""
