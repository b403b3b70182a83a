"""Search: one question to every room that has something to find, and the index that answers for their texts."""
