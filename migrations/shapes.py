"""The shapes of row-level security, as SQL for migrations. Frozen: a migration once run must not change with it.

Each function enables row-level security on a table, makes the policies of its shape, and grants rights to the roles.
``workers`` maps a worker role to what it may do on every row of the table, for example ``{"tocsin_flush": "SELECT"}``.
"""

from collections.abc import Mapping

from alembic import op

MEMBER = "tocsin_member"
ALL = "SELECT, INSERT, UPDATE, DELETE"


def _secure(table: str, grants: str, workers: Mapping[str, str]) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    if grants:
        op.execute(f"GRANT {grants} ON {table} TO {MEMBER}")
    for role, rights in workers.items():
        op.execute(f"GRANT {rights} ON {table} TO {role}")
        op.execute(f"CREATE POLICY {table}_{role.removeprefix('tocsin_')} ON {table} TO {role} USING (true)")


def organisation(
    table: str, column: str = "organisation_id", grants: str = ALL, workers: Mapping[str, str] | None = None
) -> None:
    """Rows of the organisations the actor is an active member of."""
    _secure(table, grants, workers or {})
    op.execute(
        f"CREATE POLICY {table}_organisation ON {table} TO {MEMBER}"
        f" USING ({column} = ANY ((SELECT tocsin_organisations())::uuid[]))"
    )


def shared(
    table: str, column: str = "conversation_id", grants: str = ALL, workers: Mapping[str, str] | None = None
) -> None:
    """Rows of the conversations the actor has an active membership row in."""
    _secure(table, grants, workers or {})
    op.execute(
        f"CREATE POLICY {table}_shared ON {table} TO {MEMBER}"
        f" USING ({column} = ANY ((SELECT tocsin_conversations())::uuid[]))"
    )


def looked_up(table: str, column: str = "conversation_id") -> None:
    """Let the policy of a shared table look each row's conversation up among the actor's.

    As :func:`shared` writes it the planner enters indexes by it too, and sorts the actor's hundreds of conversations anew
    for every row that a query finds by key: a list of 200 conversations took 150 ms of it.
    """
    op.execute(f"ALTER POLICY {table}_shared ON {table} USING ({column} IN (SELECT unnest(tocsin_conversations())))")


def person(table: str, column: str = "person_id", grants: str = ALL, workers: Mapping[str, str] | None = None) -> None:
    """The actor's own rows."""
    _secure(table, grants, workers or {})
    op.execute(f"CREATE POLICY {table}_person ON {table} TO {MEMBER} USING ({column} = (SELECT tocsin_person()))")


def platform(table: str, grants: str = "", workers: Mapping[str, str] | None = None) -> None:
    """Rows of the deployment: only what ``grants`` gives members (often nothing), and what workers need."""
    _secure(table, grants, workers or {})
    if grants:
        op.execute(f"CREATE POLICY {table}_platform ON {table} TO {MEMBER} USING (true)")
