"""The routes of accounts: those for visitors nobody knows yet, and those about oneself."""

from tocsin.accounts.presence.routes import PRESENCE
from tocsin.accounts.routes.front import FRONT
from tocsin.accounts.routes.me import ME

ROUTES = (*FRONT, *ME, *PRESENCE)
