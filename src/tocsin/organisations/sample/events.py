"""What the loader tells the rooms above."""

from uuid import UUID

from tocsin.kernel.events import Event


class SampleLoaded(Event, frozen=True, kw_only=True):
    """The sample stands, in the loader's transaction; a room above adds its own part in a reaction ``within``.

    ``realm_id`` is the school, ``cast`` maps the keys of the cast to their people, ``zone`` names where the school lies;
    without ``crowd`` only the cast was loaded, for tests.
    """

    kind = "organisations.sample_loaded"
    cast: dict[str, UUID]
    crowd: bool
    zone: str


EVENTS: tuple[type[Event], ...] = (SampleLoaded,)
