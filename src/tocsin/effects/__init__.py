"""The evidence log: what was delivered, confirmed and handled, by whom and when."""
