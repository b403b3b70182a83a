"""What is done to an organisation's stickers: kept in the audit log, and told to whoever has them on show."""

from collections.abc import Iterable
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.messaging.stickers.powers import STICKERS_MANAGE


class _OfStickers(Event, frozen=True, kw_only=True):
    """``realm_id`` is the organisation, ``subject_id`` the set; what things were and are called is in ``changes``."""

    audited = True
    power = STICKERS_MANAGE

    def touches(self) -> Iterable[Touch]:
        """The sets of the organisation."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), "stickers")),)


class StickerSetMade(_OfStickers, frozen=True, kw_only=True):
    """Somebody made a set."""

    kind = "messaging.sticker_set_made"


class StickerSetChanged(_OfStickers, frozen=True, kw_only=True):
    """Somebody renamed a set."""

    kind = "messaging.sticker_set_changed"


class StickerSetRemoved(_OfStickers, frozen=True, kw_only=True):
    """Somebody removed a set, and the ``stickers`` that were in it; what was sent stays."""

    kind = "messaging.sticker_set_removed"
    stickers: int


class StickersOrdered(_OfStickers, frozen=True, kw_only=True):
    """Somebody put the stickers of a set in another order, or the sets themselves where no set is the subject."""

    kind = "messaging.stickers_ordered"


class StickerAdded(_OfStickers, frozen=True, kw_only=True):
    """Somebody added a sticker to the set."""

    kind = "messaging.sticker_added"
    sticker_id: UUID


class StickerChanged(_OfStickers, frozen=True, kw_only=True):
    """Somebody changed what a sticker says, or the words it is found by."""

    kind = "messaging.sticker_changed"
    sticker_id: UUID


class StickerRemoved(_OfStickers, frozen=True, kw_only=True):
    """Somebody removed a sticker from the set; what was sent stays."""

    kind = "messaging.sticker_removed"
    sticker_id: UUID


EVENTS: tuple[type[Event], ...] = (
    StickerSetMade,
    StickerSetChanged,
    StickerSetRemoved,
    StickersOrdered,
    StickerAdded,
    StickerChanged,
    StickerRemoved,
)
