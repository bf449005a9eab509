"""
Roles in PostgreSQL weaker than the tables' owner: what the web processes and the worker run as.

Both are made by whoever runs the database (docs/operations.md); `Store.migrate` gives them what
they need. A role that is not there is left alone, so one role for everything works, too.
"""

from sqlalchemy import Connection, text

APP = "leitai_app"
"""Hall and worker: rows of every table, but what is only ever added is never altered."""
PUBLIC = "leitai_public"
"""The audience's processes: read only, and no table of secrets."""
ONLY_ADDED = ("journal", "mark", "receipt")
PUBLIC_READS = (
    *("contest", "trade", "rulebook", "rulebook_name", "stage", "delegation", "venue"),
    *("workstation", "person", "entry", "staff", "certification", "timetable_version", "heat"),
    *("slot", "duty", "draw", "check_in", "sheet", "sheet_seat", "mark", "incident", "ruling"),
    *("stage_result", "frozen_board", "honour", "approval", "recheck", "recheck_sheet", "appeal"),
    *("journal", "journal_head"),
)
KEPT_FROM_PUBLIC = (
    *("credential", "enrolment", "device", "pintry", "challenge", "signin", "lease", "receipt"),
    *("job", "roster_import", "document"),
)
"""Named only so that a new table cannot be forgotten: every table stands in one of the lists."""


def grant(connection: Connection) -> None:
    """Give each of the two roles its rights, anew; does nothing for whoever is not the owner."""
    owner = "SELECT 1 FROM pg_tables WHERE tablename = 'journal' AND tableowner = current_user"
    if connection.execute(text(owner)).scalar() is None:
        return
    found = text("SELECT rolname FROM pg_roles WHERE rolname IN (:app, :public)")
    roles = set(connection.execute(found, {"app": APP, "public": PUBLIC}).scalars())
    for role in roles:
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"))
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {role}"))
    if APP in roles:
        every = ", ".join((*PUBLIC_READS, *KEPT_FROM_PUBLIC))
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every} TO {APP}"))
        connection.execute(text(f"REVOKE UPDATE, DELETE ON {', '.join(ONLY_ADDED)} FROM {APP}"))
    if PUBLIC in roles:
        connection.execute(text(f"GRANT SELECT ON {', '.join(PUBLIC_READS)} TO {PUBLIC}"))


def may_rewrite(connection: Connection) -> bool:
    """Tell whether this role could alter the journal's lines or take its guards away."""
    asked = "SELECT has_table_privilege(current_user, 'journal', 'UPDATE')"
    return bool(connection.execute(text(asked)).scalar())
