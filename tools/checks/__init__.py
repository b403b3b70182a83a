"""The rules of the house that code can hold, one module each, with a function ``check(tree) -> list of findings``."""
