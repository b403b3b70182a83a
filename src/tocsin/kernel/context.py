"""What a route, a job or a reaction may reach besides its transaction."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.kernel.actors import Actors
from tocsin.kernel.bus import Bus
from tocsin.kernel.db import Database
from tocsin.settings import Settings

if TYPE_CHECKING:
    from tocsin.kernel.blobs import Blobs
    from tocsin.kernel.egress import Egress
    from tocsin.kernel.jobs import Jobs
    from tocsin.kernel.limits import Limiter, Slots
    from tocsin.kernel.manifest import Room
    from tocsin.kernel.seal import Keyring
    from tocsin.kernel.socket import Hub
    from tocsin.kernel.static import WebClient


@dataclass(frozen=True)
class Context:
    """The composed parts of one running server."""

    settings: Settings
    db: Database
    bus: Bus
    actors: Actors
    limiter: "Limiter"
    uploads: "Slots"
    keyring: "Keyring"
    blobs: "Blobs"
    jobs: "Jobs"
    hub: "Hub"
    egress: "Egress"
    rooms: "tuple[Room, ...]"
    web: "WebClient"
