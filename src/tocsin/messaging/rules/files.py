"""Files and voices as a message carries them."""

from typing import Annotated, Final
from uuid import UUID

import msgspec

from tocsin.files.door import FileCard
from tocsin.kernel.errors import Invalid

FILES_MOST: Final = 50
"""Files of one message."""
PASSED_MOST: Final = 200
"""Files in messages forwarded together."""
_Ids = Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=1000)]


class Files(msgspec.Struct, frozen=True, tag_field="kind", tag="files"):
    """Pictures, films and documents, in the order they are shown."""

    files: list[FileCard]


class Voice(msgspec.Struct, frozen=True, tag_field="kind", tag="voice"):
    """Something said, recorded."""

    file: FileCard


class NewFiles(msgspec.Struct, frozen=True, tag_field="kind", tag="files"):
    """Files the sender uploaded for the realm of the conversation, complete and not sent yet."""

    files: _Ids


class NewVoice(msgspec.Struct, frozen=True, tag_field="kind", tag="voice"):
    """A sound the sender uploaded, as for files."""

    file: UUID


def check_files(content: NewFiles | NewVoice) -> NewFiles | NewVoice:
    """Return what is to be looked up. Raises :class:`Invalid` for a file named twice, or for more than ``FILES_MOST``."""
    if isinstance(content, NewFiles) and not len(set(content.files)) == len(content.files) <= FILES_MOST:
        raise Invalid(fields={"content.files": f"1 to {FILES_MOST} different ones"})
    return content
