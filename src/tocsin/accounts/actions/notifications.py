"""How a person is told of what is new: chosen once, for all their devices."""

from zoneinfo import ZoneInfo

from tocsin.accounts.events import NotificationsChanged
from tocsin.accounts.refusals import UnknownTimeZone
from tocsin.accounts.rules import Notifications, check_quiet, minutes_of
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor

_SET = """
INSERT INTO notification_settings AS s (person_id, sound, banners, content, mentions_through, quiet_on, quiet_days,
    quiet_start, quiet_end, quiet_zone, quiet_until, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (person_id) DO UPDATE SET sound = excluded.sound, banners = excluded.banners, content = excluded.content,
    mentions_through = excluded.mentions_through, quiet_on = excluded.quiet_on, quiet_days = excluded.quiet_days,
    quiet_start = excluded.quiet_start, quiet_end = excluded.quiet_end, quiet_zone = excluded.quiet_zone,
    quiet_until = excluded.quiet_until, changed_at = excluded.changed_at
"""


async def change_notifications(tx: Transaction, actor: Actor, wanted: Notifications) -> None:
    """Set how the actor is told. Raises ``UnknownTimeZone``, ``NoQuietHours``, ``QuietTooLong``."""
    moment, quiet, until = now(), wanted.quiet, wanted.quiet_until
    check_quiet(quiet, until, moment)
    _check_zone(quiet.zone)
    await tx.fetch(
        _SET,
        actor.person_id,
        wanted.sound,
        wanted.banners,
        wanted.content,
        wanted.mentions_through,
        quiet.on,
        sorted(set(quiet.days)),
        minutes_of(quiet.start),
        minutes_of(quiet.end),
        quiet.zone,
        until if until is not None and until > moment else None,
        moment,
    )
    await tx.emit(NotificationsChanged(subject_id=actor.person_id))


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        # What is no name of a zone may look like a path, or be the name of a folder.
        raise UnknownTimeZone(zone=zone) from None
