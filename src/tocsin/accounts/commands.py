"""``tocsin account``: the operator's acts on accounts."""

from collections.abc import Callable, Coroutine
from datetime import UTC
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


_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


def acts(do: Do) -> click.Command:
    """Return the command of the operator's desk."""

    @click.command()
    @click.option("--kind", help="The kind of act, as accounts.suspended.")
    @click.option("--power", help="The power it takes, as messaging.export.")
    @click.option("--by", help="The account that did it.")
    @click.option("--about", help="The account it was done to, or the id of anything else that it names.")
    @click.option("--since", type=_MOMENT, help="From then on (UTC).")
    @click.option("--until", type=_MOMENT, help="Before then (UTC).")
    @click.option("--days", type=click.IntRange(1, 3_660), help="Of the last so many days.")
    @click.option("--form", type=click.Choice(["json", "csv", "bundle", "chart"]), default="json", show_default=True)
    @click.option("--zone", default="Asia/Shanghai", show_default=True, help="Whose days a chart counts.")
    @click.option("--save", help="Keep this search under a name, in place of what it named before.")
    @click.option("--saved", help="The search that is kept under this name.")
    @click.option("--searches", is_flag=True, help="List the searches that are kept.")
    @click.option("--forget", help="Forget the search that is kept under this name.")
    def command(form: Any, zone: str, save: Any, saved: Any, searches: bool, forget: Any, **asked: Any) -> None:
        """Write out acts of the platform's realm, the newest first: the operator's own, and what people did there.

        Accounts are named by phone, login name, handle or id. That it was asked for is an act itself. What is done inside
        an organisation stands in that one's own audit log.
        """
        from tocsin.accounts import door

        if saved and any(value is not None for value in asked.values()):
            raise click.UsageError("--saved stands for a whole search: give nothing else to look for")
        if asked["days"] is not None and asked["since"] is not None:
            raise click.UsageError("--days and --since both say from when")
        if searches:
            _say(do(door.find_searches))
        elif forget:
            do(lambda context: door.drop_search(context, forget))
            click.echo(f"forgotten: {forget}")
        else:
            taken = do(lambda context: _take(context, asked, form, zone, save, saved))
            click.echo(taken, nl=form not in ("csv", "chart"))

    return command


async def _take(
    context: Any, asked: dict[str, Any], form: Any, zone: str, save: str | None, saved: str | None
) -> bytes:
    from tocsin.accounts import door

    times = {name: asked[name] and asked[name].replace(tzinfo=UTC) for name in ("since", "until")}
    wanted = await door.get_search(context, saved) if saved else door.Asked(**{**asked, **times})
    taken = await door.take_acts(context, wanted, form, zone)
    if save:
        await door.keep_search(context, save, wanted)
    return taken


def _say(found: Any) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


def _add_looking(account: click.Group, do: Do) -> None:
    @account.command("show")
    @click.argument("which")
    def show(which: str) -> None:
        """Show an account, and what was done with it."""
        from tocsin.accounts.door import find_account

        found = do(lambda context: find_account(context, which))
        _say(found)


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
