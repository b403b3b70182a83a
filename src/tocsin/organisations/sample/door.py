"""The sample for the command line and for tests."""

from tocsin.kernel.context import Context
from tocsin.organisations.sample import actions
from tocsin.organisations.sample.actions import Progress, count_sample
from tocsin.organisations.sample.events import SampleLoaded
from tocsin.organisations.sample.queries import Account
from tocsin.organisations.sample.week.rules import present, working_days

__all__ = ["SampleLoaded", "count_sample", "load_sample", "present", "working_days"]


async def load_sample(context: Context, progress: Progress | None = None) -> list[Account]:
    """Load the sample organisation and return the accounts to sign in with. Raises ``AlreadyFounded``."""
    return (await actions.load(context, progress)).accounts
