"""The command ``tocsin``."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
import structlog
import uvloop

from tocsin import __version__
from tocsin.accounts import commands as account_commands
from tocsin.effects import commands as effect_commands
from tocsin.effects.witnesses import commands as log_commands
from tocsin.kernel import logs
from tocsin.kernel.errors import Refusal
from tocsin.kernel.postgres import EmbeddedPostgres, PostgresError, running_dsn
from tocsin.organisations import commands as organisation_commands
from tocsin.settings import Settings

T = TypeVar("T")
log = structlog.get_logger()
DATABASE_WATCH_S = 0.5
BASES = ("contract", "hr_policy", "legal_duty", "consent", "other")


class Stopped(click.ClickException):
    """The command cannot go on; the message is for the person who typed it."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what is expected to go wrong into a message without a traceback."""
    try:
        yield
    except Refusal as refusal:
        raise Stopped(refusal.message("en")) from refusal
    except PostgresError as error:
        raise Stopped(str(error)) from error


@contextlib.contextmanager
def database(settings: Settings, *, beside: bool = True) -> Iterator[tuple[Settings, EmbeddedPostgres | None]]:
    """The settings with the URL of the database in them, and the embedded server when this process runs it.

    ``beside``: when another process (``tocsin serve``) runs the embedded one, use that.
    """
    if settings.database_url:
        yield settings, None
        return
    folder = settings.data_dir / "postgres"
    running = running_dsn(folder) if beside else None
    if running is not None:
        yield msgspec.structs.replace(settings, database_url=running), None
        return
    embedded = EmbeddedPostgres(folder)
    try:
        yield msgspec.structs.replace(settings, database_url=embedded.start()), embedded
    finally:
        embedded.stop()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to its end, in an event loop of its own as the server's is."""
    return uvloop.run(work)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tocsin")
def main() -> None:
    """Tocsin (铎): an organisation's working day on its own server.

    Settings come from the environment: TOCSIN_DATA_DIR, TOCSIN_HOST, TOCSIN_PORT, TOCSIN_PUBLIC_URL, DATABASE_URL …
    """


def settings_now() -> Settings:
    """Read the environment; a value that cannot be used ends the command with words and status 1."""
    with told():
        return Settings.from_environment()


@main.command()
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default 8420; 0: any free one).")
def serve(host: str | None, port: int | None) -> None:
    """Run the server: database, migrations, HTTP and WebSockets on one port."""
    begin = time.monotonic()
    if host is not None:
        os.environ["TOCSIN_HOST"] = host
    if port is not None:
        os.environ["TOCSIN_PORT"] = str(port)
    settings = settings_now()
    logs.configure()
    # Until the event loop has its own, a signal must unwind the blocks below rather than end the process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with told(), database(settings, beside=False) as (complete, embedded):
            code = run(_serve(complete, embedded, begin))
    except KeyboardInterrupt:
        code = 0
    sys.exit(code)


async def require_database(url: str) -> None:
    """Go on only with a database that can serve; else say what doctor would."""
    from tocsin.doctor import check_database

    async for finding in check_database(url):
        if not finding.good:
            raise Stopped(f"{finding.what}: {finding.said}\n{finding.mend}")


async def _serve(settings: Settings, embedded: EmbeddedPostgres | None, begin: float) -> int:
    from tocsin.serving import StartFailed, listen, server_for

    try:
        listener = listen(settings)
    except OSError as error:
        raise Stopped(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            "Stop what uses the port, or choose another with --port"
        ) from error
    with contextlib.closing(listener):
        await require_database(settings.database_url)
        # After the questions that take no time: the application is most of what there is to load.
        from tocsin.app import create_app
        from tocsin.kernel.migrations import migrate

        await migrate(settings.database_url)
        server = server_for(create_app(settings), settings)
        loop = asyncio.get_running_loop()

        def end() -> None:
            # The second time, what still runs is cut off.
            server.force_exit = server.should_exit
            server.should_exit = True

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, end)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        watching = asyncio.create_task(_watch(embedded)) if embedded else None
        await _announce(server, serving, settings, listener.getsockname()[1], embedded, begin)
        try:
            await serving
        except StartFailed as error:
            raise Stopped(str(error)) from error
        finally:
            if watching is not None:
                watching.cancel()
        log.info("stopped")
        return 0


async def _announce(
    server: Any,
    serving: asyncio.Task[None],
    settings: Settings,
    port: int,
    embedded: EmbeddedPostgres | None,
    begin: float,
) -> None:
    up = asyncio.create_task(server.ready.wait())
    await asyncio.wait((up, serving), return_when=asyncio.FIRST_COMPLETED)
    up.cancel()
    if server.ready.is_set():
        # What has been loaded stays. Looking through all of it for garbage kept everybody waiting for 0.2 s each time.
        gc.freeze()
        from tocsin.accounts.door import open_outbox

        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address, outbox = f"http://{host}:{port}", open_outbox(settings)
        log.info(
            "ready",
            address=address,
            version=__version__,
            database="embedded" if embedded else "external",
            data=str(settings.data_dir),
            codes=str(outbox),
            seconds=round(time.monotonic() - begin, 2),
        )
        _tell(settings.public_url or address, outbox, dev=settings.dev)


def _tell(address: str, outbox: Path, *, dev: bool) -> None:
    """Say to the person at the terminal, not to the log, where to go and where the codes are."""
    click.echo(f"Open   {address}")
    click.echo(f"Codes  {outbox}")
    click.echo("       Sign-in codes are written there, not sent" + ("; the page shows them too." if dev else "."))
    sys.stdout.flush()


async def _watch(embedded: EmbeddedPostgres) -> None:
    """Start the embedded database again should it die: what it acknowledged is there again after recovery."""
    while True:
        await asyncio.sleep(DATABASE_WATCH_S)
        if embedded.alive:
            continue
        log.error("database.died", log=str(embedded.log))
        try:
            await asyncio.to_thread(embedded.start)
        except PostgresError as error:
            log.error("database.cannot_start", reason=str(error))
            await asyncio.sleep(5)
        else:
            log.warning("database.back")


@main.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from tocsin.kernel import migrations

    async def work(url: str) -> str | None:
        await require_database(url)
        await migrations.migrate(url)
        return await migrations.current(url)

    with told(), database(settings_now()) as (settings, _):
        click.echo(f"at {run(work(settings.database_url))}")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring a dump (`pg_dump -Fc`) into an empty database, of this cluster or another."""
    from tocsin import restoring

    async def work(url: str, *, embedded: bool) -> None:
        await require_database(url)
        try:
            await restoring.restore(url, file, embedded=embedded)
        except restoring.RestoreFailed as error:
            raise Stopped(str(error)) from error

    given = settings_now()
    with told(), database(given) as (settings, _):
        run(work(settings.database_url, embedded=not given.database_url))
    click.echo("restored: put the keys and the files back before the start, if they are not there")


@contextlib.asynccontextmanager
async def composed(settings: Settings) -> AsyncIterator[Any]:
    """The parts of the application without its port, for commands that act on the data."""
    from tocsin.app import open_context
    from tocsin.kernel.migrations import migrate as to_newest

    await require_database(settings.database_url)
    await to_newest(settings.database_url)
    async with open_context(settings) as context:
        yield context


@main.command()
def demo() -> None:
    """Load the sample organisation into an empty deployment and say how to sign in."""
    from tocsin.organisations.door import load_sample

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {total}", nl=done == total, err=True)

    async def work(settings: Settings) -> Any:
        async with composed(settings) as context:
            return await load_sample(context, progress)

    logs.configure(logging.WARNING)
    with told(), database(settings_now()) as (settings, _):
        for account in run(work(settings)):
            click.echo(f"{account.name}\t{account.post}\t{account.login_name}\t{account.password}")


@main.command("import-roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="Name or id of the organisation.")
@click.option("--as", "as_", required=True, help="Phone of the admin who imports, and attests to the basis.")
@click.option(
    "--basis",
    type=click.Choice(BASES),
    help="Legal basis for holding these people's data; with --apply it is yours to name.",
)
@click.option("--basis-note", help="What the basis rests on, when it is `other`.")
@click.option("--apply", "apply", is_flag=True, help="Write; without it only the preview is shown.")
def import_roster(
    file: Path, organisation: str, as_: str, basis: str | None, basis_note: str | None, apply: bool
) -> None:
    """Preview, and with --apply write, a roster from XLSX or CSV."""
    from tocsin.organisations.door import import_roster as bring

    if apply and basis is None:
        raise click.UsageError(f"--apply needs --basis: {', '.join(BASES)}")

    async def work(settings: Settings) -> bool:
        async with composed(settings) as context:
            return await bring(
                context,
                organisation,
                file,
                as_=as_,
                # A preview enters nobody: no ground is attested by it.
                basis=basis or BASES[0],
                basis_note=basis_note,
                apply=apply,
                say=click.echo,
            )

    logs.configure(logging.WARNING)
    with told(), database(settings_now()) as (settings, _):
        if not run(work(settings)):
            sys.exit(1)


@main.command()
def reindex() -> None:
    """Make the search index anew from all messages; beside a running server too."""
    from tocsin.search.door import reindex as renew

    def progress(done: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done}", nl=False, err=True)

    async def work(settings: Settings) -> int:
        async with composed(settings) as context:
            return await renew(context, progress)

    logs.configure(logging.WARNING)
    with told(), database(settings_now()) as (settings, _):
        click.echo(f"{run(work(settings))} texts indexed")


def on_data(work: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
    """Do something on the composed application."""

    async def composing(settings: Settings) -> T:
        async with composed(settings) as context:
            return await work(context)

    logs.configure(logging.WARNING)
    with told(), database(settings_now()) as (settings, _):
        return run(composing(settings))


main.add_command(account_commands.group(on_data), "account")
main.add_command(account_commands.acts(on_data), "acts")
main.add_command(organisation_commands.group(on_data), "organisation")
main.add_command(log_commands.group(on_data), "log")
main.add_command(log_commands.witness)
main.add_command(log_commands.checking(on_data))
main.add_command(effect_commands.verify)


@main.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
    from tocsin.doctor import examine

    async def work(settings: Settings, url: str | None, reason: str) -> int:
        bad = 0
        async for finding in examine(settings, url, reason):
            mark = "ok  " if finding.good else "note" if finding.notice else "BAD "
            click.echo(f"{mark} {finding.what}: {finding.said}")
            if not finding.good:
                click.echo(f"       {finding.mend}")
            bad += not finding.good and not finding.notice
        return bad

    settings = settings_now()
    url, reason, bad = None, "", 0
    with contextlib.ExitStack() as stack:
        try:
            complete, _ = stack.enter_context(database(settings))
            url = complete.database_url
        except PostgresError as error:
            reason = str(error)
        bad = run(work(settings, url, reason))
    click.echo(f"{bad} to mend" if bad else "all is well")
    sys.exit(1 if bad else 0)


@main.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP API."""
    from tocsin.app import openapi as document

    click.echo(msgspec.json.format(msgspec.json.encode(document(), order="deterministic"), indent=2).decode())


if __name__ == "__main__":
    main(prog_name="tocsin")
