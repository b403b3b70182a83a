"""The room's HTTP routes and socket commands."""

from tocsin.messaging.routes.announcements import ANNOUNCEMENT_ROUTES
from tocsin.messaging.routes.around import AROUND_ROUTES
from tocsin.messaging.routes.commands import COMMANDS
from tocsin.messaging.routes.conversations import CONVERSATION_ROUTES
from tocsin.messaging.routes.evidence import EVIDENCE_ROUTES
from tocsin.messaging.routes.files import FILE_ROUTES
from tocsin.messaging.routes.groups import GROUP_ROUTES
from tocsin.messaging.routes.mentions import MENTION_ROUTES
from tocsin.messaging.routes.messages import MESSAGE_ROUTES
from tocsin.messaging.routes.register import REGISTER_ROUTES
from tocsin.messaging.routes.rules import RULES_ROUTES

ROUTES = (
    *CONVERSATION_ROUTES,
    *GROUP_ROUTES,
    *ANNOUNCEMENT_ROUTES,
    *MENTION_ROUTES,
    *MESSAGE_ROUTES,
    *AROUND_ROUTES,
    *FILE_ROUTES,
    *EVIDENCE_ROUTES,
    *REGISTER_ROUTES,
    *RULES_ROUTES,
)

__all__ = ["COMMANDS", "ROUTES"]
