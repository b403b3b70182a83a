"""How much one export holds, how many there are, and how long they are kept."""

from typing import Final

MESSAGES_MOST: Final = 200_000
FILES_MOST: Final = 20_000
BYTES_MOST: Final = 4 * 1024**3
"""Of the files, and of the archive."""
OWN_MOST: Final = 10
"""Exports one person keeps at once."""
AN_HOUR: Final = 10
"""Exports one person asks for."""
PAGE: Final = 200
"""Facts read at once."""
ON_A_SHEET: Final = 2_000
"""Facts on one sheet to read: a browser shows it at once, and finds in it without waiting."""
REASON_MOST: Final = 500
