"""Personal numbers, PINs and passwords: what is stored of them, and how it is compared."""

import base64
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contest.keys import Keys

# OWASP's minimum for argon2id: 40 judges sign in at 7:55 on two cores within 3 seconds.
_pins = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_passwords = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)


def seal_id_number(keys: Keys, person_id: str, number: str) -> str:
    """Return the ID number encrypted for this person's row; moved to another row it is refused."""
    nonce = secrets.token_bytes(12)
    cipher = AESGCM(keys.personal).encrypt(
        nonce, number.encode(), f"person.id:{person_id}".encode()
    )
    return "1:" + (nonce + cipher).hex()


def open_id_number(keys: Keys, person_id: str, sealed: str) -> str:
    """Return the ID number of `seal_id_number`."""
    raw = bytes.fromhex(sealed.removeprefix("1:"))
    return (
        AESGCM(keys.personal)
        .decrypt(raw[:12], raw[12:], f"person.id:{person_id}".encode())
        .decode()
    )


def id_lookup(keys: Keys, number: str) -> str:
    """Return the keyed hash by which equal ID numbers are found without opening any."""
    return hmac.new(keys.lookup, number.upper().encode(), hashlib.sha256).hexdigest()


def _peppered(keys: Keys, owner_id: str, secret: str) -> str:
    # Six digits fall to any hash once the database is stolen; the pepper lies elsewhere.
    return hmac.new(keys.pepper, f"{owner_id}:{secret}".encode(), hashlib.sha256).hexdigest()


def hash_pin(keys: Keys, staff_id: str, pin: str) -> str:
    """Return what is stored of a PIN."""
    return _pins.hash(_peppered(keys, staff_id, pin))


def hash_password(keys: Keys, staff_id: str, password: str) -> str:
    """Return what is stored of a password."""
    return _passwords.hash(_peppered(keys, staff_id, password))


def verify_pin(keys: Keys, staff_id: str, stored: str | None, pin: str) -> bool:
    """Compare a PIN; without a stored hash the same work is done and the answer is no."""
    return _verify(_pins, stored, _peppered(keys, staff_id, pin))


def verify_password(keys: Keys, staff_id: str, stored: str | None, password: str) -> bool:
    """Compare a password; without a stored hash the same work is done and the answer is no."""
    return _verify(_passwords, stored, _peppered(keys, staff_id, password))


def _verify(hasher: PasswordHasher, stored: str | None, peppered: str) -> bool:
    try:
        hasher.verify(stored or _nobodys(hasher), peppered)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _nobodys(hasher: PasswordHasher) -> str:
    # A hash of nothing at all, as costly to compare as a real one: a missing name must not
    # answer faster than a wrong password.
    salt, tag = (base64.b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (16, 32))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${tag}"


def seal_file(keys: Keys, place: str, data: bytes) -> bytes:
    """Return personal data encrypted for one place (`table.column:id`); elsewhere it is refused."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(keys.personal).encrypt(nonce, data, place.encode())


def open_file(keys: Keys, place: str, sealed: bytes) -> bytes:
    """Return the data of `seal_file`."""
    return AESGCM(keys.personal).decrypt(sealed[:12], sealed[12:], place.encode())
