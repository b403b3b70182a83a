"""The built web client, read once and served from memory: assets for a year, the page itself fresh each time."""

import gzip
import mimetypes
from pathlib import Path
from typing import Self

import msgspec
from litestar import Request, Response

from tocsin.kernel.context import Context
from tocsin.kernel.errors import NotFound
from tocsin.kernel.http import route
from tocsin.kernel.powers import PUBLIC

NOT_BUILT = "The web client is not built. Run `make web`."
COMPRESSED = (".js", ".css", ".html", ".svg", ".json", ".webmanifest", ".map")


class Asset(msgspec.Struct, frozen=True):
    """A file of the web client, as sent; ``packable`` when it may shrink on its way."""

    body: bytes
    media_type: str
    cache: str
    packable: bool


class WebClient:
    """The files of the client as they were when the server started."""

    def __init__(self, assets: dict[str, Asset]) -> None:
        self._assets = assets
        self._packed: dict[str, bytes] = {}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder; of one that is not there, nothing."""
        assets = {}
        prefix = len(folder.as_posix()) + 1
        for path in folder.rglob("*"):
            name = path.as_posix()[prefix:]
            if name.startswith(".") or not path.is_file():
                continue
            try:
                body = path.read_bytes()
            except FileNotFoundError:
                # The client is being built anew at this moment; the next start serves it.
                continue
            media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
            hashed = name.startswith("assets/")
            cache = "public, max-age=31536000, immutable" if hashed else "no-cache"
            assets[name] = Asset(body, media_type, cache, name.endswith(COMPRESSED))
        return cls(assets)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a file of this name."""
        return name in self._assets

    def send(self, name: str, request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        """Answer with a file. Raises :class:`NotFound`."""
        asset = self._assets.get(name)
        if asset is None:
            if name == "index.html":
                return Response(NOT_BUILT.encode(), media_type="text/plain", status_code=503)
            raise NotFound
        headers = {"Cache-Control": asset.cache, "Vary": "Accept-Encoding"}
        body = asset.body
        if asset.packable and "gzip" in request.headers.get("accept-encoding", ""):
            packed = self._pack(name, asset)
            # A few of the smallest grow by it.
            if len(packed) < len(body):
                body = packed
                headers["Content-Encoding"] = "gzip"
        return Response(body, media_type=asset.media_type, headers=headers)

    def _pack(self, name: str, asset: Asset) -> bytes:
        """Pack a file when it is first asked for, so that a start does not wait for all of them."""
        packed = self._packed.get(name)
        if packed is None:
            packed = self._packed[name] = gzip.compress(asset.body, 6, mtime=0)
        return packed


@route("GET", "/", power=PUBLIC, free=True, include_in_schema=False, name="web.index")
async def _index(request: Request, context: Context) -> Response[bytes]:  # type: ignore[type-arg]
    return context.web.send("index.html", request)


@route("GET", "/{path:path}", power=PUBLIC, free=True, include_in_schema=False, name="web.path")
async def _page(request: Request, context: Context, path: str) -> Response[bytes]:  # type: ignore[type-arg]
    """Answer every path that is no file with the page: the client routes it."""
    name = path.lstrip("/")
    if name in context.web:
        return context.web.send(name, request)
    if name.startswith(("api/", "assets/", "health/")):
        raise NotFound
    return context.web.send("index.html", request)


WEB_ROUTES = (_index, _page)
