"""What a roster may be at most. Each number bounds memory or time on a server of two cores."""

from typing import Final

UPLOAD_BYTES: Final = 20 * 1024 * 1024
UNPACKED_BYTES: Final = 96 * 1024 * 1024
"""Of the parts of a workbook together; 50,000 rows of 20 columns unpack to about 60 MiB."""

ENTRIES: Final = 2_000
ROWS: Final = 50_000
COLUMNS: Final = 256
CELLS: Final = 2_500_000
"""Of the rectangle around a sheet's values: readers allocate it whole, even when two far corners are all it has."""

RECORD: Final = 512 * 1024
"""Characters of one row of separated text."""

TEXT: Final = 64 * 1024 * 1024
"""Characters of all cells of a sheet: a workbook stores a text once, a reader copies it into every cell."""

HEADING_WITHIN: Final = 20
SHEET_ROWS: Final = 1_048_576
"""Of a spreadsheet at most: so many empty rows below the people are passed over."""

CELL: Final = 1_000
POST: Final = 50
WORK_NO: Final = 32
DEPARTMENT: Final = 50
DEPARTMENTS: Final = 20
PATH_DEPTH: Final = 10
