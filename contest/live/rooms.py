"""Names of socket rooms."""


def board_room(stage_id: str) -> str:
    """Return the room of everyone who watches this board."""
    return f"board:{stage_id}"
