"""Pure decisions about files: what they are, what they are called, how they are cut."""
