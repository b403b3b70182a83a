"""How long what must be kept is kept."""

from typing import Final

KEPT_DAYS: Final = 190
"""Acts: six calendar months, which have 184 days at most, and a few days to ask for them."""
