"""HTML escaped by construction: what is a string is text, and only what was made here is markup."""

from html import escape
from typing import Final

_VOID: Final = frozenset({"meta", "img", "br"})


class Markup:
    """Something that may stand in a page as it is."""

    __slots__ = ("html",)

    def __init__(self, html: str) -> None:
        """For :func:`tag` and constants of our own; nothing that came from a person is passed here."""
        self.html = html


Child = str | Markup | None


def tag(name: str, /, *children: Child, **attributes: str | bool | None) -> Markup:
    """Return an element. Attributes that are none or false are left out; ``class_`` stands for ``class``."""
    marks = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{marks}>")
    return Markup(f"<{name}{marks}>{join(*children).html}</{name}>")


def join(*children: Child) -> Markup:
    """Return children one after the other."""
    return Markup("".join(_html(one) for one in children if one is not None))


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value, quote=True)}"'


def _html(child: str | Markup) -> str:
    return child.html if isinstance(child, Markup) else escape(child, quote=False)
