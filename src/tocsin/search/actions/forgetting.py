"""Taking out of the index what was erased."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.cursors import hold
from tocsin.kernel.db import SEARCH, Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.kept import Kept
from tocsin.kernel.manifest import Portion
from tocsin.messaging.door import TextsErased
from tocsin.search.actions.indexing import CURSOR

_OF_PERSON = "DELETE FROM search_entry WHERE realm_id = $1 AND author_id = $2"
_COUNT = "SELECT count(*) AS texts FROM search_entry WHERE realm_id = $1 AND author_id = $2"
_OF_REALM = "DELETE FROM search_entry WHERE realm_id = $1"

KEPT = (
    # Not counted: the index is entered by its terms, never by who wrote them.
    Kept(
        "search.index",
        "anywhere",
        Words("搜索索引", "搜尋索引", "The search index"),
        Words(
            "你写的文字的检索标记，没有密钥无法还原成文字。",
            "你寫的文字的檢索標記，沒有金鑰無法還原成文字。",
            "Marks of the words you wrote; without the key they say nothing.",
        ),
        Words("随所在的消息保存", "隨所在的訊息保存", "As long as the message itself"),
    ),
)


async def forget(tx: Transaction, realm_id: UUID, author_id: UUID) -> None:
    """Take out what a person wrote in a realm. The indexer waits until the unit of work has erased the texts too."""
    async with tx.as_worker(SEARCH):
        await hold(tx, CURSOR)
        await tx.fetch(_OF_PERSON, realm_id, author_id)


async def texts_erased(tx: Transaction, event: TextsErased) -> None:
    """Follow the erasure of texts, within its unit of work."""
    assert event.subject_id is not None
    await forget(tx, event.realm_id, event.subject_id)


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield how many texts of the person the index holds: of what they say it holds nothing that could be read."""
    async with tx.as_worker(SEARCH):
        rows = await tx.fetch(_COUNT, realm_id, person_id)
    yield "search/index.json", msgspec.json.encode({"texts": rows[0]["texts"]})


async def erases(context: Context, tx: Transaction, realm_id: UUID, subject_id: UUID) -> None:
    """Erase what the index holds of a person in a realm; of a realm as its own subject, everything. Twice changes nothing."""
    if subject_id != realm_id:
        await forget(tx, realm_id, subject_id)
        return
    async with tx.as_worker(SEARCH):
        await hold(tx, CURSOR)
        await tx.fetch(_OF_REALM, realm_id)
