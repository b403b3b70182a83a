"""The formats of others, read as one; nothing here asks or stores."""
