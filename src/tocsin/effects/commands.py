"""``tocsin verify``: what a bundle proves, without a server, its database or a network."""

import sys
from typing import BinaryIO

import click

from tocsin.kernel.errors import LANGUAGES, Language


@click.command()
@click.argument("bundle", type=click.File("rb"))
@click.option("--key", help="The public key, in base64, that must have signed: one you know from elsewhere.")
@click.option("--language", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
def verify(bundle: BinaryIO, key: str | None, language: Language) -> None:
    """Say what BUNDLE (a file, or - for standard input) proves; end with status 1 where it does not hold."""
    from tocsin.effects.refusals import Forged
    from tocsin.effects.rules.bundle import LARGEST
    from tocsin.effects.rules.bundle import verify as check
    from tocsin.effects.rules.telling import tell

    try:
        verdict = check(bundle.read(LARGEST + 1), key=key)
    except Forged as forged:
        click.echo(forged.message(language), err=True)
        sys.exit(1)
    for line in tell(verdict, language):
        click.echo(line)
