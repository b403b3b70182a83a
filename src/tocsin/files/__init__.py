"""Files people send: uploads that can be resumed, what is kept of them, and who still holds them."""
