"""The installation's keys: one file outside the database, made at the first start."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Separate keys for separate uses, 32 bytes each."""

    cookies: bytes
    pepper: bytes
    personal: bytes
    lookup: bytes


def load_keys(folder: Path) -> Keys:
    """Read `keys.json` of the data folder, or make it with mode 0400 if there is none."""
    path = folder / "keys.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in NAMES}
        scratch = folder / f"keys.{secrets.token_hex(4)}"
        descriptor = os.open(scratch, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "w") as file:
            json.dump(fresh, file)
        try:
            # A link, not a rename: of two processes starting at once, the first one's keys stay.
            os.link(scratch, path)
        except FileExistsError:
            pass
        finally:
            scratch.unlink()
    stored = json.loads(path.read_text())
    return Keys(**{name: base64.b64decode(stored[name]) for name in NAMES})


NAMES = ("cookies", "pepper", "personal", "lookup")
