"""What people say of themselves just now: working, in a meeting, on leave, travelling, not to be disturbed."""
