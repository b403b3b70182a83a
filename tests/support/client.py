"""An HTTP client that speaks the public API as one person, and holds every answer against the document."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from tests.support.contract import Contract
from tests.support.patience import PATIENCE


class Client(httpx.AsyncClient):
    """``httpx.AsyncClient`` on the server under test.

    ``token`` is the bearer token of whoever is signed in, ``person`` what the server said of them. A ``patient``
    client waits as long as it is told to when it asked too often, for tests that act faster than people do.
    """

    patient = False

    def __init__(self, url: str, contract: Contract, *, token: str | None = None, person: Any = None) -> None:
        headers = {"Accept-Language": "en"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        # Loopback speaks plain HTTP; reading the certificates of the world would cost 80 ms a client.
        super().__init__(base_url=url, headers=headers, timeout=PATIENCE, trust_env=False, verify=False)
        self.contract = contract
        self.token = token
        self.person: dict[str, Any] = person or {}

    @property
    def person_id(self) -> str:
        return str(self.person["id"])

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        response = await super().send(request, **options)
        while self.patient and response.status_code == 429:
            await asyncio.sleep(float(response.headers["Retry-After"]))
            response = await super().send(request, **options)
        if not options.get("stream"):
            self.contract.check(response)
        return response

    async def json(self, method: str, path: str, *, status: int | None = None, **options: Any) -> Any:
        """The body of a successful answer (of ``status`` when given)."""
        response = await self.request(method, path, **options)
        good = response.status_code == status if status is not None else response.is_success
        assert good, f"{method} {path} -> {response.status_code} {response.text[:500]}"
        return response.json() if response.content else None

    async def refused(self, method: str, path: str, code: str, *, status: int | None = None, **options: Any) -> Any:
        """The body of a refusal, whose code must be ``code``."""
        response = await self.request(method, path, **options)
        assert response.status_code >= 400, f"{method} {path} was not refused: {response.text[:500]}"
        body = response.json()
        assert body["code"] == code, f"{method} {path} -> {response.status_code} {response.text[:500]}"
        assert status is None or response.status_code == status, f"{code} came with {response.status_code}"
        return body

    async def pages(self, path: str, **params: Any) -> list[Any]:
        """Every item of a keyset-paged list."""
        items: list[Any] = []
        after: str | None = None
        while True:
            page = await self.json("GET", path, params={**params, **({"after": after} if after else {})})
            items += page["items"]
            after = page["next"]
            if after is None:
                return items
