"""``tocsin organisation``: the operator's acts for an organisation."""

from collections.abc import Callable, Coroutine
from typing import Any

import click
import msgspec

Do = Callable[[Callable[[Any], Coroutine[Any, Any, Any]]], Any]


def group(do: Do) -> click.Group:
    """Return the commands; ``do`` runs work on the composed application and returns what it gave."""

    @click.group()
    def organisation() -> None:
        """Look at an organisation, and give it a main admin when none of its own can act.

        An organisation is named by its name or id. A server that runs beside feels it within seconds.
        """

    @organisation.command("show")
    @click.argument("which")
    def show(which: str) -> None:
        """Show an organisation and its main admins, and whether they can act."""
        from tocsin.organisations.door import find_house

        _say(do(lambda context: find_house(context, which)))

    @organisation.command("appoint")
    @click.argument("which")
    @click.argument("member")
    @click.option("--why", required=True, help="The ground, kept in the organisation's log and the platform's.")
    def appoint(which: str, member: str, why: str) -> None:
        """Make MEMBER the main admin, in place of those who cannot act.

        MEMBER is a phone number, login name, handle, or the id of an account or member. It is refused while one of the
        organisation's main admins can act: they appoint others themselves.
        """
        from tocsin.organisations.door import give_office

        _say(do(lambda context: give_office(context, which, member, why)))

    return organisation


def _say(found: Any) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
