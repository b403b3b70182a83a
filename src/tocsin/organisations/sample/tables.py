"""The one table of the sample: how to sign in to it."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class SampleAccess(Base):
    """The accounts offered on the first page and their password, sealed; gone once somebody has signed in."""

    __tablename__ = "sample_access"
    __table_args__ = (CheckConstraint("id = 1", name="one"), {"info": {"shape": "platform"}})
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    accounts_sealed: Mapped[bytes]
