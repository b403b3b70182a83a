"""What a room supplies to sockets."""

from typing import Protocol
from uuid import UUID

from tocsin.kernel.types import Actor


class Feed(Protocol):
    """What a room supplies to sockets: the conversations a person hears, and the snapshot they begin with."""

    async def followed(self, actor: Actor) -> list[UUID]:
        """Return the conversations the actor is an active member of."""

    async def snapshot(self, actor: Actor) -> bytes:
        """Return the encoded ``snapshot`` event."""

    async def introduce(self, conversation_id: UUID, actors: list[Actor]) -> dict[UUID, bytes]:
        """Return the encoded ``conversation`` event for each of these people who is in it."""
