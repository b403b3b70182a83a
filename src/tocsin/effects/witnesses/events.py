"""What happens to witnesses."""

from collections.abc import Iterable

from tocsin.effects.witnesses.powers import WITNESS_MANAGE
from tocsin.kernel.events import Event, Touch


class _OfWitness(Event, frozen=True, kw_only=True):
    audited = True
    power = WITNESS_MANAGE

    def touches(self) -> Iterable[Touch]:
        """Whoever shows the list fetches it again."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), "witnesses")),)


class WitnessMade(_OfWitness, frozen=True, kw_only=True):
    """The subject, a witness called ``name``, may follow the realm's log."""

    kind = "effects.witness_made"
    name: str


class WitnessKeyed(_OfWitness, frozen=True, kw_only=True):
    """The witness ``name``, the subject, signs heads with ``key`` (base64) from now on."""

    kind = "effects.witness_keyed"
    name: str
    key: str


class WitnessEnded(_OfWitness, frozen=True, kw_only=True):
    """The witness ``name``, the subject, is none any more."""

    kind = "effects.witness_ended"
    name: str


EVENTS: tuple[type[Event], ...] = (WitnessMade, WitnessKeyed, WitnessEnded)
