"""What is read for exports."""
