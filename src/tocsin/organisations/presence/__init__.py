"""Presence: who may see how somebody is just now, and whether they are here."""
