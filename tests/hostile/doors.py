"""Every route and socket command, and how somebody knocks who has no business there.

``{name}`` in a path is filled with the victim's own id of that name. ``plain`` tells what a member of the victim's
organisation without any role gets: refused, or in, because every member may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple
from uuid import uuid4

from tocsin.kernel.clock import now

Ids = dict[str, str]
Body = Callable[[Ids], Any]
SCHOOL = "/api/organisations/{organisation_id}"
UPLOAD = "/api/uploads/{upload_id}"
TALK = "/api/conversations/{conversation_id}"
SETS = SCHOOL + "/sticker-sets"


class Door(NamedTuple):
    """A route to something of the victim's."""

    method: str
    path: str
    body: Body | None = None
    plain: Literal["refused", "in"] = "refused"


def _nothing(_: Ids) -> dict[str, Any]:
    return {}


def _card(ids: Ids) -> dict[str, Any]:
    return {
        "name": "王一",
        "phone": "13811110000",
        "basis": "contract",
        "attested": True,
        "departments": [{"id": ids["department_id"], "head": True}],
        "manager_id": ids["member_id"],
    }


def _grant(ids: Ids) -> dict[str, Any]:
    return {"member_id": ids["member_id"], "role_id": ids["role_id"], "scope": "organisation"}


def _handover(ids: Ids) -> dict[str, Any]:
    return {"from_member_id": ids["admin_id"], "to_member_id": ids["member_id"]}


def _transfer(ids: Ids) -> dict[str, Any]:
    return {
        "member_id": ids["member_id"],
        "from_department_id": ids["from_id"],
        "to_department_id": ids["department_id"],
        "effective_at": now().isoformat(),
    }


def _message(_: Ids) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "text": "x"}


def _forward(ids: Ids) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "source_id": ids["conversation_id"], "seqs": [int(ids["seq"])]}


def _people(ids: Ids) -> dict[str, Any]:
    return {"person_ids": [ids["person_id"]]}


def _attestation(_: Ids) -> dict[str, Any]:
    return {"channels": [{"key": "小组"}], "basis": "contract", "attested": True}


DOORS: tuple[Door, ...] = (
    Door("GET", SCHOOL, plain="in"),
    Door("PATCH", SCHOOL, lambda _: {"name": "改名"}),
    Door("GET", SCHOOL + "/main-admins", plain="in"),
    Door("POST", SCHOOL + "/main-admins", lambda ids: {"member_id": ids["member_id"]}),
    Door("DELETE", SCHOOL + "/main-admins/{admin_id}"),
    Door("GET", SCHOOL + "/departments", plain="in"),
    Door("POST", SCHOOL + "/departments", lambda ids: {"name": "新部门", "parent_id": ids["department_id"]}),
    Door("PATCH", SCHOOL + "/departments/{department_id}", lambda _: {"name": "改名", "hidden": True}),
    Door("DELETE", SCHOOL + "/departments/{department_id}"),
    Door("PUT", SCHOOL + "/departments/{department_id}/heads", lambda ids: {"member_ids": [ids["member_id"]]}),
    Door("GET", SCHOOL + "/members", plain="in"),
    Door("GET", SCHOOL + "/members?status=present"),
    Door("POST", SCHOOL + "/members", _card),
    Door("GET", SCHOOL + "/members/{member_id}", plain="in"),
    Door("POST", SCHOOL + "/members/{member_id}/contact", _nothing),
    Door("PATCH", SCHOOL + "/members/{member_id}", lambda _: {"name": "王二", "email": "x@example.org"}),
    Door("POST", SCHOOL + "/members/{member_id}/departure", lambda _: {"reason": "other"}),
    Door("POST", SCHOOL + "/members/{member_id}/suspension", _nothing),
    Door("DELETE", SCHOOL + "/members/{member_id}/suspension"),
    Door("GET", SCHOOL + "/members/{invited_id}/invitation-link"),
    Door("GET", SCHOOL + "/members/{member_id}/powers"),
    Door("GET", SCHOOL + "/join-links"),
    Door("POST", SCHOOL + "/join-links", lambda ids: {"department_id": ids["department_id"], "approval": False}),
    Door("DELETE", SCHOOL + "/join-links/{link_id}"),
    Door("GET", SCHOOL + "/witnesses"),
    Door("GET", SCHOOL + "/log-keys", plain="in"),
    Door("POST", SCHOOL + "/witnesses", lambda _: {"name": "mine"}),
    Door("DELETE", SCHOOL + "/witnesses/{witness_id}"),
    Door("GET", SCHOOL + "/applications"),
    Door("POST", SCHOOL + "/applications/{application_id}/decision", lambda _: {"accept": True}),
    Door("GET", SCHOOL + "/powers", plain="in"),
    Door("GET", SCHOOL + "/powers/organisations.member_invite/holders"),
    Door("GET", SCHOOL + "/roles"),
    Door("POST", SCHOOL + "/roles", lambda _: {"name": "新角色", "powers": ["organisations.audit_read"]}),
    Door("PATCH", SCHOOL + "/roles/{role_id}", lambda _: {"powers": ["organisations.role_manage"]}),
    Door("DELETE", SCHOOL + "/roles/{role_id}"),
    Door("GET", SCHOOL + "/grants"),
    Door("POST", SCHOOL + "/grants", _grant),
    Door("DELETE", SCHOOL + "/grants/{grant_id}"),
    Door("GET", SCHOOL + "/audit"),
    Door("GET", SCHOOL + "/audit/days"),
    Door("GET", SCHOOL + "/audit/file"),
    Door("GET", SCHOOL + "/audit/searches"),
    Door("POST", SCHOOL + "/audit/searches", lambda _: {"name": "全部", "wanted": {}}),
    Door("DELETE", SCHOOL + "/audit/searches/{search_id}"),
    Door("GET", SCHOOL + "/audit/keeping"),
    Door("PUT", SCHOOL + "/audit/keeping", lambda _: {"days": 400}),
    Door("GET", SCHOOL + "/roster-imports"),
    Door("POST", SCHOOL + "/roster-imports"),
    Door("GET", SCHOOL + "/roster-imports/{import_id}"),
    Door("GET", SCHOOL + "/roster-imports/{import_id}/rows"),
    Door("POST", SCHOOL + "/roster-imports/{import_id}/attestation", lambda _: {"basis": "contract", "attested": True}),
    Door("DELETE", SCHOOL + "/roster-imports/{import_id}"),
    Door("GET", SCHOOL + "/roster.xlsx"),
    Door("GET", SCHOOL + "/roster.csv"),
    Door("GET", SCHOOL + "/external-contacts", plain="in"),
    Door("GET", SCHOOL + "/external-contacts?whose=left", plain="in"),
    Door("GET", SCHOOL + "/external-contacts/labels", plain="in"),
    Door("POST", SCHOOL + "/external-contacts", lambda _: {"name": "王一", "phone": "13811110001"}),
    Door("GET", SCHOOL + "/external-contacts/{contact_id}"),
    Door("GET", SCHOOL + "/external-contacts/{contact_id}?contact=true"),
    Door("PUT", SCHOOL + "/external-contacts/{contact_id}", lambda _: {"name": "王二", "visibility": "all"}),
    Door("DELETE", SCHOOL + "/external-contacts/{contact_id}"),
    Door("POST", SCHOOL + "/external-contacts/handover", _handover),
    Door("GET", SCHOOL + "/external-contacts.csv"),
    Door("POST", SCHOOL + "/external-contacts/{contact_id}/link"),
    Door("DELETE", SCHOOL + "/external-contacts/{contact_id}/link"),
    Door("GET", SCHOOL + "/transfers", plain="in"),
    Door("POST", SCHOOL + "/transfers", _transfer),
    Door("GET", SCHOOL + "/transfers/{transfer_id}"),
    Door("POST", SCHOOL + "/transfers/{transfer_id}/answer", lambda _: {"accept": True}),
    Door("DELETE", SCHOOL + "/transfers/{transfer_id}"),
    Door("GET", SCHOOL + "/files"),
    Door("GET", SCHOOL + "/messaging", plain="in"),
    Door("PATCH", SCHOOL + "/messaging", lambda _: {"recall_within": 1, "locations": True, "forwarding_out": False}),
    Door("GET", SCHOOL + "/listed-groups", plain="in"),
    Door("POST", SCHOOL + "/listed-groups/{conversation_id}", _nothing),
    Door("GET", SCHOOL + "/groups"),
    Door("GET", SCHOOL + "/group-counts"),
    Door("GET", SCHOOL + "/groups.csv"),
    Door("GET", SCHOOL + "/groups/{conversation_id}"),
    Door("GET", SCHOOL + "/groups/{conversation_id}/members"),
    Door("DELETE", SCHOOL + "/groups/{conversation_id}/members/{person_id}"),
    Door("PUT", SCHOOL + "/groups/{conversation_id}/owner", lambda ids: {"person_id": ids["person_id"]}),
    Door("POST", SCHOOL + "/groups/{conversation_id}/merger", lambda ids: {"into_id": ids["other_group_id"]}),
    Door("POST", SCHOOL + "/group-warnings", lambda ids: {"group_ids": [ids["conversation_id"]]}),
    Door("DELETE", SCHOOL + "/groups/{conversation_id}/warning"),
    Door("GET", SCHOOL + "/exportable-groups"),
    Door("GET", SCHOOL + "/groups/{conversation_id}/export-size"),
    Door("POST", SCHOOL + "/groups/{conversation_id}/exports", lambda _: {"why": "调查"}),
    Door("GET", TALK + "/export-size"),
    Door("POST", TALK + "/exports", _nothing),
    Door("GET", "/api/me/exports/{export_id}"),
    Door("DELETE", "/api/me/exports/{export_id}"),
    Door("GET", "/api/me/exports/{export_id}/archive.zip"),
    Door("GET", "/api/me/record/exports/{record_id}"),
    Door("DELETE", "/api/me/record/exports/{record_id}"),
    Door("GET", "/api/me/record/exports/{record_id}/archive.zip"),
    Door("GET", SCHOOL + "/conversation-imports"),
    Door("POST", SCHOOL + "/conversation-imports"),
    Door("GET", SCHOOL + "/conversation-imports/{talk_import_id}"),
    Door("POST", SCHOOL + "/conversation-imports/{talk_import_id}/attestation", _attestation),
    Door("DELETE", SCHOOL + "/conversation-imports/{talk_import_id}"),
    Door("GET", SETS, plain="in"),
    Door("POST", SETS, lambda _: {"client_id": str(uuid4()), "name": "别人的"}),
    Door("PUT", SETS + "/order", lambda ids: {"ids": [ids["set_id"]]}),
    Door("PATCH", SETS + "/{set_id}", lambda _: {"name": "改名"}),
    Door("DELETE", SETS + "/{set_id}"),
    Door("PUT", SETS + "/{set_id}/order", lambda ids: {"ids": [ids["sticker_id"]]}),
    Door("POST", SETS + "/{set_id}/stickers?client_id={upload_id}&label=x"),
    Door("PATCH", SETS + "/{set_id}/stickers/{sticker_id}", lambda _: {"label": "改名"}),
    Door("DELETE", SETS + "/{set_id}/stickers/{sticker_id}"),
    Door("GET", SETS + "/{set_id}/stickers/{sticker_id}/picture", plain="in"),
    Door("GET", "/api/group-links/{group_code}", plain="in"),
    Door("POST", "/api/group-links/{group_code}", _nothing, plain="in"),
    Door("DELETE", "/api/me/group-requests/{request_id}"),
    Door(
        "GET",
        "/api/me/evidence?realm={organisation_id}&since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00Z",
        plain="in",
    ),
    Door("GET", "/api/people/{person_id}/cards", plain="in"),
    Door("GET", TALK),
    Door("PATCH", TALK, lambda _: {"name": "改名"}),
    Door("PUT", TALK + "/preferences", lambda _: {"pinned": True, "muted": True}),
    Door("GET", TALK + "/members"),
    Door("GET", TALK + "/members?q=he"),
    Door("POST", TALK + "/members", _people),
    Door("DELETE", TALK + "/members/{person_id}"),
    Door("GET", TALK + "/removal"),
    Door("POST", TALK + "/departure"),
    Door("PATCH", TALK + "/settings", lambda _: {"posting": "admins", "listed": True, "forwarding": "nobody"}),
    Door("PUT", TALK + "/admins/{person_id}"),
    Door("DELETE", TALK + "/admins/{person_id}"),
    Door("PUT", TALK + "/members/{person_id}/silence", lambda _: {"until": "2030-01-01T00:00:00Z"}),
    Door("POST", TALK + "/dissolution", lambda _: {"name": "备课组"}),
    Door("POST", TALK + "/links"),
    Door("DELETE", TALK + "/links"),
    Door("GET", TALK + "/requests"),
    Door("POST", TALK + "/requests/{request_id}/decision", lambda _: {"accept": True}),
    Door("GET", TALK + "/announcements"),
    Door("POST", TALK + "/announcements", lambda _: {"text": "公告"}),
    Door("DELETE", TALK + "/announcements/{announced}"),
    Door("POST", TALK + "/announcements/{announced}/confirmation"),
    Door("POST", TALK + "/announcements/{announced}/reminders"),
    Door("PUT", TALK + "/owner", lambda ids: {"person_id": ids["person_id"]}),
    Door("GET", TALK + "/people?ids={person_id}"),
    Door("GET", TALK + "/messages"),
    Door("POST", TALK + "/messages", _message),
    Door("POST", TALK + "/messages/{seq}/recall"),
    Door("PUT", TALK + "/read", lambda ids: {"seq": int(ids["seq"])}),
    Door("GET", TALK + "/messages/{seq}/effects"),
    Door("GET", TALK + "/messages/{seq}/evidence"),
    Door("GET", TALK + "/evidence?since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00Z"),
    Door("GET", TALK + "/messages/{seq}"),
    Door("PATCH", TALK + "/messages/{seq}", lambda _: {"text": "改写"}),
    Door("GET", TALK + "/messages/{seq}/revisions"),
    Door("GET", TALK + "/messages/{seq}/thread"),
    Door("GET", TALK + "/messages/{seq}/reactions"),
    Door("PUT", TALK + "/messages/{seq}/reactions/👍"),
    Door("DELETE", TALK + "/messages/{seq}/reactions/👍"),
    Door("PUT", TALK + "/messages/{seq}/vote", lambda _: {"options": [0]}),
    Door("GET", TALK + "/messages/{seq}/votes"),
    Door("POST", TALK + "/messages/{seq}/closing"),
    Door("PUT", TALK + "/messages/{seq}/favourite"),
    Door("DELETE", TALK + "/messages/{seq}/favourite"),
    Door("GET", TALK + "/messages/{file_seq}/files/{file_id}"),
    Door("GET", TALK + "/messages/{file_seq}/files/{file_id}/downloads"),
    Door("POST", TALK + "/forwards", _forward),
    Door("POST", TALK + "/forwards", lambda ids: {**_forward(ids), "together": True}),
    Door("PUT", TALK + "/draft", lambda _: {"text": "x"}),
    Door(
        "POST", "/api/search", lambda ids: {"q": "机密", "conversation_id": ids["conversation_id"], "kind": "messages"}
    ),
    Door("GET", "/api/people/{person_id}/avatar/{avatar}", plain="in"),
    # What is somebody's own, asked for by another: not theirs, so not there.
    Door("DELETE", "/api/me/sessions/{session_id}"),
    Door("GET", UPLOAD),
    Door("PUT", UPLOAD + "/parts/0"),
    Door("PUT", UPLOAD + "/preview"),
    Door("POST", UPLOAD + "/completion", _nothing),
    Door("GET", UPLOAD + "/content"),
    Door("DELETE", UPLOAD),
    Door("POST", "/api/me/invitations/{invited_id}/acceptance", lambda _: {"consent": True}),
    Door("POST", "/api/me/invitations/{invited_id}/refusal"),
    Door("DELETE", "/api/me/applications/{application_id}"),
    Door("POST", "/api/me/contact-links/{contact_id}"),
    Door("DELETE", "/api/me/contact-links/{contact_id}"),
    Door("POST", "/api/join/{link_id}", lambda _: {"name": "王一"}),
)

OWN: tuple[tuple[str, str], ...] = (
    # About the caller alone, without any id in them: whoever is signed in gets their own, nobody gets nothing.
    ("GET", "/api/me"),
    ("PATCH", "/api/me"),
    ("PUT", "/api/me/avatar"),
    ("DELETE", "/api/me/avatar"),
    ("POST", "/api/me/agreements"),
    ("PUT", "/api/me/password"),
    ("GET", "/api/me/notifications"),
    ("PUT", "/api/me/notifications"),
    ("GET", "/api/me/mentions"),
    ("GET", "/api/me/sessions"),
    ("DELETE", "/api/me/sessions"),
    ("DELETE", "/api/sessions/current"),
    ("GET", "/api/me/presence"),
    ("PUT", "/api/me/presence"),
    ("GET", "/api/presence"),
    ("GET", "/api/me/memberships"),
    ("GET", "/api/me/invitations"),
    ("GET", "/api/me/applications"),
    ("GET", "/api/me/contact-links"),
    ("GET", "/api/uploads"),
    ("POST", "/api/uploads"),
    ("POST", "/api/organisations"),
    ("GET", "/api/conversations"),
    ("POST", "/api/conversations"),
    ("GET", "/api/me/favourites"),
    ("GET", "/api/me/exports"),
    ("GET", "/api/me/record"),
    ("GET", "/api/me/record/looks"),
    ("GET", "/api/me/record/effects"),
    ("GET", "/api/me/record/exports"),
    ("POST", "/api/me/record/exports"),
    ("GET", "/api/me/group-requests"),
    ("POST", "/api/evidence/certificate"),
)

PUBLIC: tuple[tuple[str, str], ...] = (
    ("GET", "/api/deployment"),
    ("GET", "/api/deployment/sample"),
    ("POST", "/api/deployment/sample"),
    ("GET", "/api/agreements"),
    ("POST", "/api/codes"),
    ("POST", "/api/sessions/code"),
    ("POST", "/api/sessions/password"),
    ("POST", "/api/accounts"),
    ("GET", "/api/join/{code}"),
    ("GET", "/api/invitations/{code}"),
    ("GET", "/api/logs/{realm_id}/checkpoint"),
    ("GET", "/api/logs/{realm_id}/consistency"),
    ("GET", "/api/logs/{realm_id}/keys"),
    ("POST", "/api/logs/{realm_id}/cosignatures"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/"),
    ("GET", "/{path}"),
)

# A socket command and its fields; None: it takes none and concerns the caller alone.
COMMANDS: dict[str, Body | None] = {
    "ping": None,
    "snapshot": None,
    "send": lambda ids: {"conversation_id": ids["conversation_id"], **_message(ids)},
    "read": lambda ids: {"conversation_id": ids["conversation_id"], "seq": int(ids["seq"])},
    "recall": lambda ids: {"conversation_id": ids["conversation_id"], "seq": int(ids["seq"])},
}

# Commands that answer whoever asks, and say of what is not theirs nothing but that.
SILENT: dict[str, Body] = {"watch": lambda ids: {"people": [ids["person_id"]]}}
