"""The base of every table.

A table names the shape of its row-level policies in ``info``: ``organisation`` (rows of organisations the actor
belongs to), ``shared`` (rows behind a membership row of the actor), ``person`` (the actor's own rows) or
``platform`` (rows of the deployment, with a reason in the migration that opens them).
"""

import importlib
import pkgutil
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase

import tocsin


class Base(DeclarativeBase):
    """Declares the schema; rows are read as structs, never as instances of these classes."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        str: Text,
        int: BigInteger,
        UUID: Uuid,
        datetime: DateTime(timezone=True),
        bytes: LargeBinary,
        dict[str, Any]: JSONB,
        list[UUID]: ARRAY(Uuid),
        list[str]: ARRAY(Text),
        list[int]: ARRAY(BigInteger),
    }


def load_every_table() -> MetaData:
    """Import the tables of every room and return the whole schema the code declares."""
    for module in pkgutil.walk_packages(tocsin.__path__, "tocsin."):
        if module.name.endswith("tables"):
            importlib.import_module(module.name)
    return Base.metadata
