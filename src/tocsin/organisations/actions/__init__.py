"""Writes: decide, write, emit."""
