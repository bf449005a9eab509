"""Names of socket rooms."""


def board_room(stage_id: str) -> str:
    """Return the room of everyone who watches this board."""
    return f"board:{stage_id}"


SIGN_IN = "signin:"


def sign_in_room(sign_in_id: str) -> str:
    """Return the room of one sign-in's sockets, which are closed together with it."""
    return f"{SIGN_IN}{sign_in_id}"
