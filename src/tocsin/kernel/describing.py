"""How an operation is described in the OpenAPI document: in sentences of ours, where the framework has phrases of its own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, Final

from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

_SAID: Final = {
    200: "Done; the answer follows.",
    201: "Made; the answer names it.",
    202: "Taken on; it goes on by itself.",
    204: "Done; there is nothing to answer.",
}
_PHRASES: Final = frozenset(
    {
        "Request fulfilled, document follows",
        "Document created, URL follows",
        "Request accepted, processing continues off-line",
        "Request fulfilled, nothing follows",
    }
)
"""What the framework says of a success where nothing else is said: the standard library's words."""
_ROLE: Final = re.compile(r":[a-z]+:(?=`)")
_SENTENCE: Final = re.compile(r".+?[.:](?=\s|$)", re.DOTALL)


@dataclass
class Described(Operation):
    """Says what a success means, and leaves out what the framework believes that any route may answer."""

    def __post_init__(self) -> None:
        """Put our words in the place of the framework's."""
        answers = self.responses or {}
        # Whatever is malformed is refused as `invalid`, with 422.
        answers.pop("400", None)
        for code, answer in answers.items():
            if answer.description in _PHRASES:
                answer.description = _SAID[int(code)]


@dataclass
class RawBody(Described):
    """Documents a body of plain bytes, which the handler reads from the request itself."""

    def __post_init__(self) -> None:
        """Describe the body."""
        super().__post_init__()
        body = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody(content={"application/octet-stream": body}, required=True)


def words_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return what a handler's docstring and module give: its first sentence as the summary, all of it, its room as the tag."""
    whole = _ROLE.sub("", getdoc(function) or "").replace("``", "`")
    said = " ".join(whole.split("\n\n")[0].split())
    first = _SENTENCE.match(said)
    room = function.__module__.split(".")
    return {
        "summary": (first[0] if first else said).rstrip(".:") or None,
        "description": whole or None,
        "tags": [room[1]] if len(room) > 2 and room[0] == "tocsin" else None,
    }
