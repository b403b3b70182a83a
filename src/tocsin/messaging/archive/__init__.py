"""Conversations as files: taken out of the product, and brought in from others."""
