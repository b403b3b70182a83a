"""Pure decisions and shapes of the room."""
