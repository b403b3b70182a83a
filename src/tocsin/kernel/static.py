"""The built web client, read once and served from memory: assets for a year, the page itself fresh each time."""

import gzip
import mimetypes
from pathlib import Path

import msgspec
from litestar import Request, Response

from tocsin.kernel.errors import NotFound
from tocsin.kernel.http import Handler, route
from tocsin.kernel.powers import PUBLIC
from tocsin.settings import Settings

NOT_BUILT = "The web client is not built. Run `make web`."
COMPRESSED = (".js", ".css", ".html", ".svg", ".json", ".webmanifest", ".map")


class Asset(msgspec.Struct, frozen=True):
    """A file of the web client, as sent."""

    body: bytes
    packed: bytes | None
    media_type: str
    cache: str


def _read(folder: Path) -> dict[str, Asset]:
    assets = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.startswith("."):
            continue
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            # The client is being built anew at this moment; the next start serves it.
            continue
        packed = gzip.compress(body, 6, mtime=0) if name.endswith(COMPRESSED) else None
        # A few of the smallest grow by it.
        packed = packed if packed and len(packed) < len(body) else None
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        hashed = name.startswith("assets/")
        cache = "public, max-age=31536000, immutable" if hashed else "no-cache"
        assets[name] = Asset(body, packed, media_type, cache)
    return assets


def web_routes(settings: Settings) -> list[Handler]:
    """Return the routes of the web client. Every path that is no file answers the page: the client routes it."""
    assets = _read(settings.web_dir) if settings.web_dir.is_dir() else {}

    def send(name: str, request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        asset = assets.get(name)
        if asset is None:
            if name == "index.html":
                return Response(NOT_BUILT.encode(), media_type="text/plain", status_code=503)
            raise NotFound
        headers = {"Cache-Control": asset.cache, "Vary": "Accept-Encoding"}
        if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
        return Response(asset.body, media_type=asset.media_type, headers=headers)

    @route("GET", "/", power=PUBLIC, include_in_schema=False, name="web.index")
    async def index(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        return send("index.html", request)

    @route("GET", "/{path:path}", power=PUBLIC, include_in_schema=False, name="web.path")
    async def page(request: Request, path: str) -> Response[bytes]:  # type: ignore[type-arg]
        name = path.lstrip("/")
        if name in assets:
            return send(name, request)
        if name.startswith(("api/", "assets/", "health/")):
            raise NotFound
        return send("index.html", request)

    return [index, page]
