"""The sample organisation over HTTP: for visitors of a deployment where nothing is founded."""

import msgspec

from tocsin.kernel.clock import zone_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import SAMPLE
from tocsin.kernel.errors import NotFound
from tocsin.kernel.http import route
from tocsin.kernel.powers import PUBLIC
from tocsin.organisations.sample.actions import load_later
from tocsin.organisations.sample.queries import Account, get_accounts
from tocsin.organisations.sample.refusals import AlreadyFounded


class Accounts(msgspec.Struct):
    """Whom one may sign in as."""

    accounts: list[Account]


@route(
    "POST",
    "/api/deployment/sample",
    power=PUBLIC,
    status=202,
    refuses=(AlreadyFounded,),
    name="organisations.sample_load",
)
async def load_sample(context: Context, zone: str = "Asia/Shanghai") -> None:
    """Load the sample organisation, while nothing is founded. `GET /api/deployment` tells how far it is.

    `zone` is the clock its people live by.
    """
    lived_by = zone_of(zone)
    async with context.db.working(SAMPLE) as tx:
        await load_later(context, tx, lived_by)


@route("GET", "/api/deployment/sample", power=PUBLIC, refuses=(NotFound,), name="organisations.sample_accounts")
async def sample_accounts(context: Context) -> Accounts:
    """The accounts of the sample and their password, until somebody signs in."""
    async with context.db.working(SAMPLE) as tx:
        return Accounts(await get_accounts(tx, context.keyring))


ROUTES = (load_sample, sample_accounts)
