"""What other rooms may use of accounts."""

from tocsin.accounts.actions.deployment import mark_founded, mark_sample
from tocsin.accounts.actions.desk import Asked, take_acts
from tocsin.accounts.actions.notifications import change_notifications
from tocsin.accounts.actions.operating import check_ground, find_account, give_free, move, take_back
from tocsin.accounts.actions.registration import NewPerson, make_people
from tocsin.accounts.actions.searches import drop_search, find_searches, get_search, keep_search
from tocsin.accounts.actions.standing import suspend
from tocsin.accounts.events import OfficeGiven, SignedIn
from tocsin.accounts.passwords import hash_password
from tocsin.accounts.presence.actions import PresenceIn, say
from tocsin.accounts.presence.queries import State, said_of
from tocsin.accounts.provider import open_outbox
from tocsin.accounts.queries.agreements import read_deployment
from tocsin.accounts.queries.people import (
    Name,
    find_by_phone_blinds,
    is_active,
    names,
    phone_blind,
    phone_of,
    who_are_active,
)
from tocsin.accounts.queries.sessions import DeviceOf, devices_of, find_ending, find_session
from tocsin.accounts.rules import Notifications, QuietHours

__all__ = [
    "Asked",
    "DeviceOf",
    "Name",
    "NewPerson",
    "Notifications",
    "OfficeGiven",
    "PresenceIn",
    "QuietHours",
    "SignedIn",
    "State",
    "change_notifications",
    "check_ground",
    "devices_of",
    "drop_search",
    "find_account",
    "find_by_phone_blinds",
    "find_ending",
    "find_searches",
    "find_session",
    "get_search",
    "give_free",
    "hash_password",
    "is_active",
    "keep_search",
    "make_people",
    "mark_founded",
    "mark_sample",
    "move",
    "names",
    "open_outbox",
    "phone_blind",
    "phone_of",
    "read_deployment",
    "said_of",
    "say",
    "suspend",
    "take_acts",
    "take_back",
    "who_are_active",
]
