"""What other rooms may use of accounts."""

from tocsin.accounts.actions.deployment import mark_founded, mark_sample
from tocsin.accounts.actions.operating import Account, find_account, give_free, move, take_back
from tocsin.accounts.actions.registration import NewPerson, make_people
from tocsin.accounts.actions.standing import freeze, reinstate, suspend
from tocsin.accounts.events import (
    AccountEvent,
    Frozen,
    NewDevice,
    ProfileChanged,
    Registered,
    Reinstated,
    SessionsEnded,
    SignedIn,
    Suspended,
)
from tocsin.accounts.passwords import hash_password
from tocsin.accounts.presence.actions import PresenceIn, say_for
from tocsin.accounts.presence.queries import OwnPresence, Said, State, said_of
from tocsin.accounts.provider import Message, Provider, outbox_of
from tocsin.accounts.queries.agreements import DeploymentRow, read_deployment
from tocsin.accounts.queries.people import (
    Name,
    find_by_phone_blinds,
    is_active,
    names,
    phone_blind,
    phone_of,
    who_are_active,
)
from tocsin.accounts.queries.sessions import DeviceOf, LiveSession, devices_of, find_ending, find_session

__all__ = [
    "Account",
    "AccountEvent",
    "DeploymentRow",
    "DeviceOf",
    "Frozen",
    "LiveSession",
    "Message",
    "Name",
    "NewDevice",
    "NewPerson",
    "OwnPresence",
    "PresenceIn",
    "ProfileChanged",
    "Provider",
    "Registered",
    "Reinstated",
    "Said",
    "SessionsEnded",
    "SignedIn",
    "State",
    "Suspended",
    "devices_of",
    "find_account",
    "find_by_phone_blinds",
    "find_ending",
    "find_session",
    "freeze",
    "give_free",
    "hash_password",
    "is_active",
    "make_people",
    "mark_founded",
    "mark_sample",
    "move",
    "names",
    "outbox_of",
    "phone_blind",
    "phone_of",
    "read_deployment",
    "reinstate",
    "said_of",
    "say_for",
    "suspend",
    "take_back",
    "who_are_active",
]
