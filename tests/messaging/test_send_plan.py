"""How the database goes about a send: by key, also where the statement was planned while nothing had been said yet."""

import json
from typing import Any

from tocsin.kernel.db import FLUSH, Database
from tocsin.messaging.actions.senders import LOOK

NONE = "ARRAY[NULL]::uuid[]"


def scans(node: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The scans of tables in a plan: table, index, and what the index is entered with."""
    own = (
        [(node["Relation Name"], node.get("Index Name", ""), node.get("Index Cond", ""))]
        if "Relation Name" in node
        else []
    )
    return own + [scan for child in node.get("Plans", []) for scan in scans(child)]


async def test_a_send_is_looked_up_by_key_on_tables_that_were_empty(db: Database) -> None:
    async with db.working(FLUSH) as tx:
        await tx.fetch("SET LOCAL plan_cache_mode = force_generic_plan")
        await tx.fetch(f"PREPARE look(int[], uuid[], uuid[], uuid[], bigint[], uuid[]) AS {LOOK}")
        arguments = f"ARRAY[0], {NONE}, {NONE}, {NONE}, ARRAY[NULL]::bigint[], {NONE}"
        rows = await tx.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE look({arguments})")
        await tx.fetch("DEALLOCATE look")
    plan = json.loads(rows[0][0])[0]["Plan"]
    messages = {index: entered for table, index, entered in scans(plan) if table == "message"}
    assert messages.keys() == {"uq_message_client", "pk_message"}, messages
    assert all(f"{column} = " in messages["uq_message_client"] for column in ("sender_id", "client_id"))
    assert all(f"{column} = " in messages["pk_message"] for column in ("conversation_id", "seq"))
    members = [(index, entered) for table, index, entered in scans(plan) if table == "conversation_member"]
    assert ["person_id = w.sender_id" in entered for _, entered in members] == [True], members
