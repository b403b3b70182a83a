"""Writes of external contacts."""
