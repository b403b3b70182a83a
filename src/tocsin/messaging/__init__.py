"""Conversations: one-to-one, groups, department groups, and everything said in them."""
