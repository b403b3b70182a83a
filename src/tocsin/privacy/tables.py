"""The table of records taken out. A row lives for days, and its archive with it."""

from tocsin.kernel.archives import ArchiveColumns, archive_table
from tocsin.kernel.tables import Base


class RecordExport(ArchiveColumns, Base):
    """What is recorded about a person, taken out by them.

    The realm is the platform's, whose key seals the archive: it holds something of every realm. ``done`` of ``total``
    counts rooms in realms.
    """

    __tablename__ = "record_export"
    __table_args__ = archive_table(__tablename__)
