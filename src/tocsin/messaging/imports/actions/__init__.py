"""What is done about imports."""
