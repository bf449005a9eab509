"""Identifiers and tokens: random, so that none tells of number, order or time."""

import hashlib
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_text(length: int) -> str:
    """Return `length` random Crockford characters, five bits each."""
    # One call to the system: with one a character the thread would stand in line for each.
    return "".join(CROCKFORD[byte & 31] for byte in secrets.token_bytes(length))


def new_id() -> str:
    """Return a public identifier: 26 Crockford characters, 130 random bits."""
    return random_text(26)


def new_badge_token(kind: str) -> str:
    """Return what a badge's QR carries: `J1` (staff) or `C1` (contestant) and 130 random bits."""
    return f"{kind}1{random_text(26)}"


def token_hash(token: str) -> str:
    """Return the only form in which a random token is ever stored."""
    return hashlib.sha256(token.encode()).hexdigest()
