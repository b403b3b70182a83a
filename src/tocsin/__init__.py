"""Tocsin (铎): an organisation's working day on its own server, with proof of what happened."""

__version__ = "0.1.0"
