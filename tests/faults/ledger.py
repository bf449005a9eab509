"""
Does the database hold exactly what the judges tapped? Shares no code with the server.

`python -m tests.faults.ledger <database file> <ledger file>` prints what is wrong, if anything.
A ledger has a line of JSON for every tap {"tap", "judge", "sheet", "aspect", "value"} and for
every acknowledgement {"ack", "no", "hash"}; `tap` and `ack` are the operation's id.
"""

import hashlib
import json
import sqlite3
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def wrong(database: Path, ledger: Path) -> list[str]:
    """Return a sentence for each acknowledged tap that is lost, doubled or changed."""
    lines = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    taps = {line["tap"]: line for line in lines if "tap" in line}
    acks = {line["ack"]: line for line in lines if "ack" in line}
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    try:
        return [*_marks(db, taps, acks), *_journal(db, acks)]
    finally:
        db.close()


def _marks(db: sqlite3.Connection, taps: dict[str, Any], acks: dict[str, Any]) -> list[str]:
    found = []
    rows = {row["id"]: row for row in db.execute("SELECT * FROM mark")}
    for one in acks.keys() - rows.keys():
        found.append(f"acknowledged but lost: {taps[one]}")
    for one in rows.keys() - taps.keys():
        found.append(f"a mark that nobody gave: {dict(rows[one])}")
    for one, tap in taps.items():
        row = rows.get(one)
        if row is None:
            continue
        held = [row[name] for name in ("sheet_id", "staff_id", "aspect_id", "value")]
        if held != [tap[name] for name in ("sheet", "judge", "aspect", "value")]:
            found.append(f"kept as something else: {tap} {dict(row)}")
    # What counts is each judge's last tap on each aspect.
    last = {(t["judge"], t["sheet"], t["aspect"]): t["value"] for t in taps.values()}
    kept: dict[tuple[str, str, str], str] = {}
    for row in db.execute("SELECT * FROM mark ORDER BY sheet_id, no"):
        kept[row["staff_id"], row["sheet_id"], row["aspect_id"]] = row["value"]
    if kept != last:
        found.append(f"what counts differs: {sorted(kept.items() ^ last.items())}")
    return found


def _journal(db: sqlite3.Connection, acks: dict[str, Any]) -> list[str]:
    found = []
    entered: Counter[str] = Counter()
    hashes: set[str] = set()
    streams = [row[0] for row in db.execute("SELECT DISTINCT stream FROM journal")]
    for stream in streams:
        previous, expected = "", 1
        for row in db.execute("SELECT * FROM journal WHERE stream = ? ORDER BY seq", (stream,)):
            at = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC).isoformat()
            told = [row["stream"], row["seq"], at, row["actor_id"], row["role"], row["kind"]]
            body = json.loads(row["body"])
            text = json.dumps(
                [*told, body], ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            salted = hashlib.sha256((row["salt"] + text).encode()).hexdigest()
            digest = hashlib.sha256((previous + salted).encode()).hexdigest()
            if row["seq"] != expected or digest != row["hash"]:
                found.append(f"the journal breaks at line {row['seq']}, {expected} was expected")
            previous, expected = row["hash"], expected + 1
            hashes.add(row["hash"])
            if row["kind"] == "trade:mark:enter":
                entered[body["mark_id"]] += 1
    found += [f"counted {times} times: {one}" for one, times in entered.items() if times != 1]
    found += [f"a receipt without its line: {a}" for a in acks.values() if a["hash"] not in hashes]
    numbers = Counter((a["judge"], a["no"]) for a in acks.values())
    found += [f"a receipt's number given twice: {n}" for n, times in numbers.items() if times != 1]
    return found


if __name__ == "__main__":
    said = wrong(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(said) or "the ledger equals the taps")
    sys.exit(1 if said else 0)
