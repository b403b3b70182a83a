"""Conversations brought in from other products: read, looked at, attested, entered in chunks."""
