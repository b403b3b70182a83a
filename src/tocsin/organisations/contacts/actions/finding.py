"""External contacts as search finds them: those the list shows, and as the list is looked at."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.search import Asked, Hit, Searchable, Section, name_parts
from tocsin.organisations.contacts.actions.viewing import view_contacts
from tocsin.organisations.contacts.queries import ContactRow, Wanted
from tocsin.organisations.queries.homes import find_in_homes


async def find_contacts(context: Context, tx: Transaction, asked: Asked) -> Section:
    """Return contacts by name, company, post, label or number, one organisation after the other."""

    async def page_of(home: UUID, page_after: str | None, limit: int) -> tuple[list[Hit], str | None]:
        wanted = Wanted(asked.q)
        page = await view_contacts(tx, context.keyring, asked.actor, home, wanted, page_after=page_after, limit=limit)
        return [_hit(home, row, asked.q) for row in page.items], page.next

    return await find_in_homes("contacts", asked, page_of)


def _hit(home: UUID, row: ContactRow, q: str) -> Hit:
    note = " ".join(part for part in (row.company, row.post) if part)
    return Hit(id=row.id, home=home, title=name_parts(row.name, q), note=name_parts(note, q), avatar=row.avatar)


SEARCHABLE = (Searchable("contacts", Words("外部联系人", "外部聯絡人", "External contacts"), find_contacts, read=50),)
