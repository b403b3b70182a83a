"""The routes of accounts: those for visitors nobody knows yet, those about oneself, and people's pictures."""

from tocsin.accounts.presence.routes import PRESENCE
from tocsin.accounts.routes.avatars import AVATARS
from tocsin.accounts.routes.front import FRONT
from tocsin.accounts.routes.me import ME

ROUTES = (*FRONT, *ME, *AVATARS, *PRESENCE)
