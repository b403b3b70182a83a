"""Reads of the room: each takes the actor's unit of work, and row-level security leaves what the actor may see."""
