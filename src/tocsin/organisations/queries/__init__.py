"""Reads. Each returns only what its actor may see."""
