"""Pure reading and comparing of rosters: bytes in, a plan out, no I/O.

``spreadsheet`` and ``separated`` turn an upload into rows of text, ``headings`` finds what the columns mean,
``cells`` and ``paths`` judge single values, ``reading`` joins them, ``compare`` holds a reading against what the
organisation has.
"""
