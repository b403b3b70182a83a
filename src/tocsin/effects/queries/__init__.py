"""Reading effects, and the log over them."""
