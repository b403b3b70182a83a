"""Recording effects, and keeping the log over them."""
