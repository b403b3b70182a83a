"""How long tests wait for what comes sooner or later."""

PATIENCE = 60.0
"""Seconds: longer than a machine takes that is busy, or stands still for a while."""
