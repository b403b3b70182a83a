"""``tocsin account``: the operator's acts on accounts."""

from collections.abc import Callable, Coroutine
from typing import Any

import click
import msgspec

Do = Callable[[Callable[[Any], Coroutine[Any, Any, Any]]], Any]


def group(do: Do) -> click.Group:
    """Return the commands; ``do`` runs work on the composed application and returns what it gave."""

    @click.group()
    def account() -> None:
        """Look at an account, suspend or freeze it, take names back: the operator's part of the rules.

        An account is named by its phone, login name, handle or id. Every act needs --why, which is kept with it. A
        server that runs beside feels it within seconds.
        """

    _add_looking(account, do)
    _add_moving(
        account, do, "suspend", "Suspend an account: every session ends, nobody signs in until it is reinstated."
    )
    _add_moving(account, do, "reinstate", "Let a suspended account be used again.")
    _add_moving(account, do, "freeze", "Freeze an account for good: it cannot be undone.")
    _add_reclaiming(account, do)
    return account


def acts(do: Do) -> click.Command:
    """Return the command of the operator's desk."""

    @click.command()
    @click.option("--kind", help="The kind of act, as accounts.suspended.")
    @click.option("--by", help="The account that did it.")
    @click.option("--about", help="The account it was done to.")
    @click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="From then on (UTC).")
    @click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Before then (UTC).")
    @click.option("--form", type=click.Choice(["json", "csv", "bundle"]), default="json", show_default=True)
    def command(since: Any, until: Any, form: Any, **asked: Any) -> None:
        """Write out acts of the platform's realm, the newest first: the operator's own, and what people did there.

        Accounts are named by phone, login name, handle or id. That it was asked for is an act itself. What is done inside
        an organisation stands in that one's own audit log.
        """
        from datetime import UTC

        from tocsin.accounts.door import Asked, take_acts

        times = {"since": since and since.replace(tzinfo=UTC), "until": until and until.replace(tzinfo=UTC)}
        click.echo(do(lambda context: take_acts(context, Asked(**asked, **times), form)), nl=form != "csv")

    return command


def _add_looking(account: click.Group, do: Do) -> None:
    @account.command("show")
    @click.argument("which")
    def show(which: str) -> None:
        """Show an account, and what was done with it."""
        from tocsin.accounts.door import find_account

        found = do(lambda context: find_account(context, which))
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


def _add_moving(account: click.Group, do: Do, how: str, says: str) -> None:
    @account.command(how, help=says)
    @click.argument("which")
    @click.option("--why", required=True, help="The ground, kept with the act.")
    def act(which: str, why: str) -> None:
        from tocsin.accounts.door import move

        found = do(lambda context: move(context, which, how, why))  # type: ignore[arg-type]
        click.echo(f"{found.name} ({found.id}): {found.status}")


def _add_reclaiming(account: click.Group, do: Do) -> None:
    kinds = click.Choice(["handle", "login_name", "avatar", "introduction"])

    @account.command("reclaim")
    @click.argument("which")
    @click.option("--what", multiple=True, type=kinds, required=True)
    @click.option("--why", required=True, help="The ground, kept with the act.")
    def reclaim(which: str, what: tuple[Any, ...], why: str) -> None:
        """Take a misleading handle, login name, picture or introduction back; the name stays held."""
        from tocsin.accounts.door import take_back

        taken = do(lambda context: take_back(context, which, list(what), why))
        click.echo(f"taken back: {', '.join(taken)}")

    @account.command("free-name")
    @click.argument("name")
    @click.option("--why", required=True, help="The ground, kept with the act.")
    def free_name(name: str, why: str) -> None:
        """Let a name that was taken back be chosen again, by whom it belongs to."""
        from tocsin.accounts.door import give_free

        do(lambda context: give_free(context, name, why))
        click.echo(f"free: {name}")
