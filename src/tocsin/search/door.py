"""What the command line uses."""

from tocsin.search.actions.reindexing import reindex

__all__ = ["reindex"]
