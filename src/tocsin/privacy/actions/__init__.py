"""What is done about what is recorded: handed out, and erased."""
