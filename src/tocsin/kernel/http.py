"""HTTP at the edge: routes that name their power, one guard, one unit of work a request, refusals as JSON."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from inspect import signature
from typing import Annotated, Any, Literal, get_origin, get_type_hints
from uuid import UUID

import asyncpg
import msgspec
import structlog
from litestar import Litestar, Request, Response
from litestar.di import NamedDependency, Provide
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from tocsin.kernel.actors import digest
from tocsin.kernel.callers import (
    Connection,
    address_of,
    check_host,
    check_origin,
    context_of,
    language_of,
    network_of,
    token_of,
)
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.describing import Described, words_of
from tocsin.kernel.edge import AT_END
from tocsin.kernel.errors import (
    ErrorBody,
    Forbidden,
    Internal,
    Invalid,
    Language,
    NotFound,
    Refusal,
    SignedOut,
    TooLarge,
    TooMany,
    Unavailable,
    Words,
)
from tocsin.kernel.powers import PUBLIC, Power, authorise
from tocsin.kernel.types import Actor

Handler = HTTPRouteHandler
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
log = structlog.get_logger()

_RESERVED = frozenset({"request", "headers", "cookies", "query", "state", "scope", "body", "return"})
SCHEMA_PATH = "/litestar"
"""Where the framework would publish its own description; closed like every route without a power."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_LIMIT = 512 * 1024
"""Bytes of a request body, unless the route says otherwise."""
REQUESTS_PER_SECOND, REQUEST_BURST = 60, 300
ADDRESS_PER_SECOND, ADDRESS_BURST = 600, 3_000
FILE_COST = 0.1
"""What a file of the client counts for its address: a page asks for hundreds, and an office may share one address."""
UPLOADS_AT_ONCE, UPLOADS_A_PERSON = 64, 8
"""Bodies above ``BODY_LIMIT`` that are read at once: each may fill memory, for as long as it takes to come."""


class MethodNotAllowed(Refusal):
    """The path exists, not with this method."""

    code = "method_not_allowed"
    status = 405
    words = Words("不支持这种请求方式。", "不支援這種請求方式。", "This method is not supported here.")


class Visitor(msgspec.Struct, frozen=True):
    """Who calls, before anybody is known: network address, user agent, language, and the origin of the page."""

    address: str
    agent: str
    language: Language
    origin: str | None


def route(
    method: Method,
    path: str,
    *,
    power: Power,
    refuses: Sequence[type[Refusal]] = (),
    status: int | None = None,
    body_limit: int = BODY_LIMIT,
    free: bool = False,
    also: Mapping[int, tuple[Any, str]] | None = None,
    asked: Mapping[str, Callable[..., Any]] | None = None,
    **options: Any,
) -> Callable[[Callable[..., Any]], Handler]:
    """Declare an HTTP route.

    ``power`` is what the caller must hold; with ``{organisation_id:uuid}`` in the path it is asked for in that
    organisation, in any scope: the action checks the scope of its target. ``refuses`` are the refusals particular
    to the route, documented beside the common ones. ``body_limit`` is in bytes. What is ``free``, for everybody alike, asks
    who it is of nobody, and counts for little, and for the address alone. ``also``: further statuses of success, the type
    of the body and when. ``asked``: arguments several routes put together of the query, by functions of their own.
    """
    shared = {name: Provide(_marked(make, path, {}), sync_to_thread=False) for name, make in (asked or {}).items()}
    successes = {
        code: ResponseSpec(
            data_container=body,
            generate_examples=False,
            description=when,
            media_type=ANY_TYPE if body is bytes else "application/json",
        )
        for code, (body, when) in (also or {}).items()
    }
    common: list[type[Refusal]] = [Invalid, TooMany]
    if power is not PUBLIC:
        common += [SignedOut, Forbidden, NotFound]
    if body_limit > BODY_LIMIT:
        common.append(Unavailable)

    def declared(function: Callable[..., Any]) -> Handler:
        handler = HTTPRouteHandler(
            path,
            http_method=method,
            status_code=status,
            opt={"power": power, "refuses": tuple(refuses), "upload": body_limit > BODY_LIMIT, "free": free},
            responses=_responses([*common, *refuses]) | successes,
            request_max_body_size=body_limit,
            **{"operation_class": Described, "dependencies": shared, **words_of(function), **options},
        )
        return handler(_marked(function, path, shared))

    return declared


STORED_HEADERS: Mapping[str, str] = {
    # What people uploaded is shown, never run: no script, no frame, no request of its own.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A browser that changes hands asks again.
    "Vary": "Cookie, Authorization",
}
"""On every answer whose body came from a person."""
ANY_TYPE = "*/*"
"""The documented type of a body that is a person's file."""
UNCHANGING = "private, max-age=31536000, immutable"
"""Caching of what never changes under its address, by the browser of who may see it alone."""


def _marked(function: Callable[..., Any], path: str, shared: Mapping[str, Any]) -> Callable[..., Any]:
    """Mark a handler's parameters as the framework asks for, so that they are declared by their plain types."""
    hints = get_type_hints(function, include_extras=True)
    for name in set(hints) - _RESERVED:
        hints[name] = _mark(name, path, shared, hints[name])
    function.__annotations__ = hints
    return function


def _mark(name: str, path: str, shared: Mapping[str, Any], hint: Any) -> Any:
    if name in DEPENDENCIES or name in shared:
        # What we provide ourselves needs no check, and the parts of a server could not be described for one.
        return Annotated[hint, *_markers(NamedDependency), *_markers(SkipValidation)]
    if f"{{{name}:" in path:
        return Annotated[hint, *_markers(FromPath)]
    if get_origin(hint) is Annotated:
        return hint
    return Annotated[hint, *_markers(JSONBody if name == "data" else FromQuery)]


def _markers(alias: Any) -> tuple[Any, ...]:
    markers: tuple[Any, ...] = alias.__metadata__
    return markers


def _responses(refusals: Sequence[type[Refusal]]) -> dict[int, ResponseSpec]:
    by_status: dict[int, list[str]] = {}
    for refusal in dict.fromkeys(each for named in refusals for each in _raised(named)):
        by_status.setdefault(refusal.status, []).append(f"`{refusal.code}`: {refusal.words.en}")
    return {
        status: ResponseSpec(data_container=ErrorBody, generate_examples=False, description=" · ".join(lines))
        for status, lines in by_status.items()
    }


def _raised(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    """A refusal that others of its module are kinds of stands for all of them; only they are raised.

    Kinds that other rooms made are theirs: which of them are known depends on what was imported before.
    """
    kinds = [kind for kind in refusal.__subclasses__() if kind.__module__ == refusal.__module__]
    if not kinds:
        yield refusal
    for kind in kinds:
        yield from _raised(kind)


async def identify(connection: Connection) -> tuple[Actor | None, bool]:
    """Return the actor of the bearer token or the cookie, and whether it was the cookie."""
    token, by_cookie = token_of(connection)
    return (await context_of(connection).actors.find(token) if token else None), by_cookie


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let a request through that its route's power allows; a route that names none lets nobody through."""
    power = handler.opt.get("power")
    if power is None:
        raise NotFound
    check_host(connection)
    # Before anything is looked up: a made-up token costs a query, and an office may share one address.
    context, network = context_of(connection), network_of(address_of(connection))
    free = power is PUBLIC and handler.opt.get("free")
    context.limiter.check(f"address:{network}", ADDRESS_PER_SECOND, ADDRESS_BURST, FILE_COST if free else 1.0)
    if free:
        return
    actor, by_cookie = await identify(connection)
    unsafe = connection.scope.get("method") not in SAFE
    if unsafe:
        check_origin(connection, required=by_cookie and actor is not None)
    who = str(actor.session_id) if actor else network
    context.limiter.check(f"http:{who}", REQUESTS_PER_SECOND, REQUEST_BURST)
    connection.state.actor = actor
    if power is PUBLIC:
        return
    if actor is None:
        raise await signed_out(connection, token_of(connection)[0])
    authorise(actor, power, _organisation(connection))
    if handler.opt.get("upload"):
        _take_upload(connection, str(actor.person_id))


async def signed_out(connection: Connection, token: str) -> SignedOut:
    """Return the refusal of a caller without a session; who had one is told why it ended."""
    reason = await context_of(connection).actors.ending(digest(token)) if token else None
    return SignedOut(reason=reason) if reason else SignedOut()


def _take_upload(connection: Connection, key: str) -> None:
    """Let one more large body in, until its request is answered."""
    uploads = context_of(connection).uploads
    uploads.take(key, retry_after=5)
    connection.scope[AT_END] = lambda: uploads.give(key)  # type: ignore[literal-required]


async def find_actor_still(connection: Connection) -> Actor:
    """Return the actor as of now: reading a body may have taken long, and a right may be gone meanwhile.

    Raises what the guard does.
    """
    actor, _ = await identify(connection)
    if actor is None:
        raise SignedOut
    authorise(actor, connection.route_handler.opt["power"], _organisation(connection))
    return actor


def _organisation(connection: Connection) -> UUID | None:
    value = connection.path_params.get("organisation_id")
    return value if isinstance(value, UUID) else None


def check_closed(app: Litestar) -> None:
    """Refuse to start with a route that names no power, or could wait for its caller in a unit of work."""
    for each in app.routes:
        for handler in getattr(each, "route_handlers", ()):
            # OPTIONS is answered by the framework's own handlers, which the guard keeps closed.
            generated = handler.http_methods == {"OPTIONS"} or each.path.startswith(SCHEMA_PATH)
            if "power" not in handler.opt and not generated:
                raise RuntimeError(f"the route {each.path} names no power")
            # What a route declares as ``data`` is read before ``tx`` is opened; of a request it reads the rest itself.
            if {"tx", "request"} <= set(signature(handler.fn).parameters):
                raise RuntimeError(f"the route {each.path} could hold a unit of work while it reads its request")


async def _context(request: Request[Any, Any, Any]) -> Context:
    return context_of(request)


async def _actor(request: Request[Any, Any, Any]) -> Actor:
    actor: Actor | None = request.state.actor
    if actor is None:
        raise SignedOut
    return actor


async def _visitor(request: Request[Any, Any, Any]) -> Visitor:
    return Visitor(
        address_of(request),
        request.headers.get("user-agent", "")[:400],
        language_of(request),
        request.headers.get("origin"),
    )


async def _tx(request: Request[Any, Any, Any]) -> AsyncIterator[Transaction]:
    """One unit of work for the request: committed after the handler returns, before the answer leaves."""
    actor: Actor | None = request.state.actor
    if actor is None:
        raise SignedOut
    async with context_of(request).db.acting(actor) as tx:
        yield tx


DEPENDENCIES = {
    "context": Provide(_context),
    "actor": Provide(_actor),
    "visitor": Provide(_visitor),
    "tx": Provide(_tx),
}


def answer(connection: Connection, refusal: Refusal) -> Response[ErrorBody]:
    """Turn a refusal into its JSON, in the caller's language."""
    request_id = connection.scope.get("request_id", "")
    if isinstance(refusal, Internal):
        refusal.params["request_id"] = request_id
    headers = {"Retry-After": str(refusal.params["retry_after"])} if refusal.retry_after is not None else {}
    params = {name: value if isinstance(value, (dict, list)) else str(value) for name, value in refusal.params.items()}
    body = ErrorBody(refusal.code, refusal.message(language_of(connection)), params, str(request_id))
    return Response(body, status_code=refusal.status, headers=headers)


def _refused(request: Request[Any, Any, Any], error: Refusal) -> Response[ErrorBody]:
    return answer(request, error)


def _from_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[ErrorBody]:
    refusal: Refusal
    if isinstance(error, ValidationException):
        extra = error.extra if isinstance(error.extra, list) else []
        refusal = Invalid(fields={str(item.get("key", "body")): str(item.get("message", "")) for item in extra})
    elif isinstance(error, NotFoundException):
        refusal = NotFound()
    elif isinstance(error, MethodNotAllowedException):
        refusal = MethodNotAllowed()
    elif error.status_code == TooLarge.status:
        refusal = TooLarge(limit=request.route_handler.resolve_request_max_body_size() or BODY_LIMIT)
    elif isinstance(error, ClientException):
        refusal = Invalid(fields={"body": error.detail})
    else:
        return _failed(request, error)
    return answer(request, refusal)


def _where(request: Request[Any, Any, Any]) -> dict[str, object]:
    return {"path": request.scope.get("path_template", ""), "request_id": request.scope.get("request_id")}


def _unreadable(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorBody]:
    """What was sent is no text, nested without end, or no column could hold it: NUL, a number of thirty digits.

    The traceback goes to the log without what was sent (:mod:`tocsin.kernel.logs`), for where it is not the sender's
    doing.
    """
    log.warning("http.unreadable", exc_info=error, **_where(request))
    return answer(request, Invalid(fields={"request": "holds what cannot be read or kept"}))


def _rolled_back(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorBody]:
    """What the database gave up so that another unit of work could go on (two that waited for each other): nothing of
    it has happened, and whoever asked may ask again.

    It is not repeated here: a handler may have spent from a limit, or read its body as a stream.
    """
    log.warning("http.rolled_back", error=repr(error), **_where(request))
    return answer(request, Unavailable(retry_after=1))


def _of_its_unit(request: Request[Any, Any, Any], errors: ExceptionGroup[Exception]) -> Response[ErrorBody]:
    """The unit of work ended in another error than its handler: it says what a lost connection means."""
    first = errors.exceptions[0]
    return answer(request, first) if isinstance(first, Refusal) else _failed(request, errors)


def _failed(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorBody]:
    # The traceback goes to the log; locals do not, so nothing personal is written.
    log.error("http.failed", exc_info=error, **_where(request))
    return answer(request, Unavailable() if isinstance(error, TimeoutError) else Internal())


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: _refused,
    HTTPException: _from_framework,
    asyncpg.DataError: _unreadable,
    asyncpg.TransactionRollbackError: _rolled_back,
    UnicodeError: _unreadable,
    RecursionError: _unreadable,
    ExceptionGroup: _of_its_unit,
    Exception: _failed,
}
