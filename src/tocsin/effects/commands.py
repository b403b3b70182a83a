"""``tocsin verify``: what a bundle proves, without a server, its database or a network."""

import sys
from typing import BinaryIO

import click

from tocsin.kernel.errors import LANGUAGES, Language, Words

_FAILS = Words(
    "证据无效：这个文件里的任何内容都不能当作证明。",
    "證據無效：這個檔案裡的任何內容都不能當作證明。",
    "The evidence does not hold: nothing in this file proves anything.",
)


@click.command()
@click.argument("bundle", type=click.File("rb"))
@click.option("--key", help="The public key, in base64, that must have signed: one you know from elsewhere.")
@click.option("--witness", help="The public key, in base64, of a witness that must have signed.")
@click.option("--language", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
@click.option("--certificate", "paper", type=click.File("wb", lazy=True), help="Where to write it as a PDF to print.")
def verify(bundle: BinaryIO, key: str | None, witness: str | None, language: Language, paper: BinaryIO | None) -> None:
    """Say what BUNDLE (a file, or - for standard input) proves; end with status 1 where it does not hold.

    The file in which a witness kept two heads that contradict each other is looked at in the same way; there is no
    certificate of it.
    """
    from tocsin.effects.refusals import Forged, MissingWitness, NoCertificate, WrongKey
    from tocsin.effects.rules.bundle import LARGEST
    from tocsin.effects.rules.bundle import verify as check
    from tocsin.effects.rules.forks import is_fork, read_fork, tell_fork
    from tocsin.effects.rules.telling import tell

    raw, good, verdict = bundle.read(LARGEST + 1), True, None
    try:
        if is_fork(raw):
            found = read_fork(raw, key=key, witness=witness)
            lines, good = tell_fork(found, language), found.proved
        else:
            verdict = check(raw, key=key, witness=witness)
            lines = tell(verdict, language)
    except Forged as forged:
        if not isinstance(forged, WrongKey | MissingWitness):
            # Another key than the file's says nothing against the file.
            click.echo(_FAILS.in_(language), err=True)
        click.echo(forged.message(language), err=True)
        sys.exit(1)
    for line in lines:
        click.echo(line)
    if paper is not None:
        from tocsin.effects.certificate import certificate

        if verdict is None:
            click.echo(NoCertificate().message(language), err=True)
            sys.exit(1)
        # Only now is the file made: of what does not hold there is none, and what stood there stays.
        paper.write(certificate(verdict, raw, language))
    sys.exit(0 if good else 1)
