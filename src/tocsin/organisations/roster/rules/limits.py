"""What a roster may be at most. Each number bounds memory or time on a server of two cores."""

from typing import Final

UPLOAD_BYTES: Final = 20 * 1024 * 1024
UNPACKED_BYTES: Final = 96 * 1024 * 1024
"""Of the parts of a workbook together; 50,000 rows of 20 columns unpack to about 60 MiB."""

ENTRIES: Final = 2_000
DIRECTORY_BYTES: Final = 1024 * 1024
"""Of a workbook's list of its parts."""
ROWS: Final = 50_000
COLUMNS: Final = 256
CELLS: Final = 1_000_000
"""Of the rectangles around the values of all sheets that are looked at: readers allocate them whole, even when two far
corners are all there is. 50,000 rows of 20 columns."""

TAGS: Final = 5_000_000
"""Of all parts of a workbook: each costs a microsecond, and empty cells cost as much as full ones."""

WORKBOOK_TAGS: Final = 100_000
"""Of the part that lists the sheets."""

TAG: Final = 256 * 1024
"""Bytes of one tag: its attributes become objects all at once."""

SHEETS: Final = 20
"""Looked through for headings: any number of sheets may be one and the same part."""

RECORD: Final = 512 * 1024
"""Characters of one row of separated text."""

TEXT: Final = 64 * 1024 * 1024
"""Characters of all cells of a sheet: a workbook stores a text once, a reader copies it into every cell."""

HEADING_WITHIN: Final = 20
SHEET_ROWS: Final = 1_048_576
"""Of a spreadsheet at most: so many empty rows below the people are passed over."""

CELL: Final = 1_000
HEADING: Final = 100
POST: Final = 50
WORK_NO: Final = 32
DEPARTMENT: Final = 50
MANAGER: Final = 100
DEPARTMENTS: Final = 20
"""Of one person."""

PLACES: Final = 200_000
"""Of all people of a file together."""

PATHS: Final = 10_000
"""Different ones in a file: an organisation has no more departments."""
PATH_DEPTH: Final = 10
CIRCLES: Final = 10
"""How often refused managers are taken back and circles looked for among what is then left."""
