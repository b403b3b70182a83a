"""Every answer of the API is held against the OpenAPI document the server publishes."""

from __future__ import annotations

import re
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = "urn:openapi"
# What any route may answer: nobody is signed in, no such thing, not this way, too much, too often, not now.
ANYWHERE = {
    401: {"signed_out"},
    403: {"forbidden", "cross_site"},
    404: {"not_found"},
    405: {"method_not_allowed"},
    413: {"too_large"},
    422: {"invalid"},
    429: {"too_many"},
    # What was moved or damaged in the database, met wherever it is opened.
    500: {"seal.broken"},
    503: {"unavailable"},
}
CODE = re.compile(r"`([\w.]+)`:")


class Contract:
    """The document, ready to check answers: ``check(response)`` raises AssertionError with the reason."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._registry: Registry[Any] = Registry().with_resource(
            DOCUMENT, Resource(contents=document, specification=DRAFT202012)
        )
        self._paths = sorted(
            (
                (re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)) + "$"), path)
                for path in document["paths"]
            ),
            # A literal part wins over a parameter.
            key=lambda entry: [part.startswith("{") for part in entry[1].split("/")],
        )
        self._validators: dict[tuple[str, str, str], Draft202012Validator] = {}

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        for pattern, template in self._paths:
            if pattern.match(path):
                operation = self.document["paths"][template].get(method.lower())
                if operation is not None:
                    return template, operation
        return None

    def _check_code(self, operation: dict[str, Any], response: httpx.Response, where: str) -> None:
        """A refusal carries a code that the route documents for its status, or that any route may answer with."""
        if response.status_code < 400:
            return
        described = operation["responses"].get(str(response.status_code), {}).get("description", "")
        known = {*CODE.findall(described), *ANYWHERE.get(response.status_code, ())}
        code = response.json().get("code")
        assert code in known, f"{where}: {code} is not documented here, only {sorted(known)}"

    def check(self, response: httpx.Response) -> None:
        request = response.request
        path = request.url.path
        if not path.startswith("/api/"):
            return
        where = f"{request.method} {path} -> {response.status_code}"
        found = self.operation(request.method, path)
        if found is None:
            assert response.status_code in ANYWHERE, f"{where}: the document has no such route"
            return
        self._check_code(operation=found[1], response=response, where=where)
        template, operation = found
        described = operation["responses"].get(str(response.status_code))
        if described is None:
            assert response.status_code in ANYWHERE, f"{where}: the document knows no such status here"
            return
        content = described.get("content", {})
        kind = response.headers.get("content-type", "").split(";")[0]
        if kind != "application/json" or "application/json" not in content:
            assert not content or kind in content or "*/*" in content or not response.content, (
                f"{where}: {kind or 'no content type'} is not documented, only {sorted(content)}"
            )
            return
        pointer = "/".join(
            part.replace("~", "~0").replace("/", "~1")
            for part in (
                "paths",
                template,
                request.method.lower(),
                "responses",
                str(response.status_code),
                "content",
                "application/json",
                "schema",
            )
        )
        key = (request.method, template, str(response.status_code))
        if key not in self._validators:
            self._validators[key] = Draft202012Validator({"$ref": f"{DOCUMENT}#/{pointer}"}, registry=self._registry)
        errors = [f"{error.json_path}: {error.message}" for error in self._validators[key].iter_errors(response.json())]
        assert not errors, f"{where}: the answer is not as documented\n" + "\n".join(errors[:5])
