"""How much one record holds, how many are kept, and how often one is asked for."""

from typing import Final

BYTES_MOST: Final = 8 * 1024**3
"""Of the archive."""
HELD_MOST: Final = 256 * 1024**2
"""Of what one room says of a person in one realm, packed: it is in memory until its unit of work has ended."""
OWN_MOST: Final = 3
"""Records one person keeps at once."""
AN_HOUR: Final = 3
"""Records one person asks for."""
LOOKS_A_MINUTE: Final = 60
"""Pages of the record one person reads."""
README: Final = "README.txt"
