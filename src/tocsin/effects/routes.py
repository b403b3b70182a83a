"""Paper over HTTP: what a bundle proves, to print."""

from typing import Any, Final

from litestar import Request, Response

from tocsin.effects.actions.printing import LARGEST, print_bundle
from tocsin.effects.refusals import Forged, NoCertificate, NotPrinted, TooLargeToPrint
from tocsin.kernel.context import Context
from tocsin.kernel.describing import RawBody
from tocsin.kernel.download import disposition
from tocsin.kernel.errors import Words
from tocsin.kernel.http import BODY_LIMIT, Visitor, find_actor_still, route
from tocsin.kernel.powers import SIGNED_IN

PRINTS_PER_SECOND, PRINTS_BURST = 0.1, 10
"""Certificates that one person asks for."""
_PDF: Final = "application/pdf"
_NAME: Final = Words("证据核验书.pdf", "證據查驗書.pdf", "certificate.pdf")


@route(
    "POST",
    "/api/evidence/certificate",
    power=SIGNED_IN,
    status=200,
    refuses=(Forged, NoCertificate, NotPrinted, TooLargeToPrint),
    # A little more is read, to say why it is too much.
    body_limit=LARGEST + BODY_LIMIT,
    operation_class=RawBody,
    media_type=_PDF,
    name="effects.certificate",
)
async def print_certificate(request: Request[Any, Any, Any], context: Context, visitor: Visitor) -> Response[bytes]:
    """What a bundle of evidence, sent as the body, proves: as a PDF to print, in the caller's language.

    It is checked as `tocsin verify` does, and refused where it does not hold; of what is sent nothing is kept. The paper names the
    bundle by its SHA-256 and proves nothing without it. Whoever has a bundle may have it printed: it was theirs to get.
    """
    raw = await request.body()
    actor = await find_actor_still(request)
    context.limiter.check(f"certificate:{actor.person_id}", PRINTS_PER_SECOND, PRINTS_BURST)
    paper = await print_bundle(raw, visitor.language, str(actor.person_id))
    name = disposition(_NAME.in_(visitor.language), inline=False)
    return Response(paper, media_type=_PDF, headers={"Content-Disposition": name, "Cache-Control": "no-store"})


ROUTES = (print_certificate,)
