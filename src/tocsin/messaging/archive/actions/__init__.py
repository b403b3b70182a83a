"""What is done about exports: asked for, written by a job, given out, and deleted."""
