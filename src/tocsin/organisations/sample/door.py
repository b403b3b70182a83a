"""The sample for the command line and for tests."""

from tocsin.kernel.context import Context
from tocsin.organisations.sample import actions
from tocsin.organisations.sample.actions import Progress
from tocsin.organisations.sample.events import SampleLoaded
from tocsin.organisations.sample.queries import Account

__all__ = ["SampleLoaded", "load_sample"]


async def load_sample(context: Context, progress: Progress | None = None) -> list[Account]:
    """Load the sample organisation and return the accounts to sign in with. Raises ``AlreadyFounded``."""
    return (await actions.load(context, progress)).accounts
