"""Tablets on a bad day: deliveries are dropped, doubled, late, and their answers get lost."""

import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from http.client import HTTPException
from typing import Any

from contest.clock import now
from contest.demo.hands import mark_for
from contest.demo.visitor import Refused, Visitor
from contest.ids import new_id

AGAIN_SECONDS = 0.2
FOR_GOOD = {400, 401, 403, 404, 409, 422}
"""Answers that no waiting makes better; after everything else a tablet sends again."""
PATIENCE_SECONDS = 120.0
Operation = dict[str, Any]


def taps(work: dict[str, Any], number: str) -> Iterator[Operation]:
    """Yield one mark after the other on all of a judge's sheets, round after round."""
    turn = 0
    while work["sheets"]:
        turn += 1
        for sheet in work["sheets"]:
            for aspect in sheet["form"]:
                yield {
                    "id": new_id(),
                    "kind": "mark",
                    "sheet_id": sheet["id"],
                    "aspect_id": aspect["id"],
                    "value": mark_for(turn, number, sheet, aspect),
                    "given_at": "",
                    "base": None,
                }


def deliver(visitor: Visitor, contest_id: str, operation: Operation) -> dict[str, Any] | None:
    """Send an operation once; return its answer, None where a tablet sends again."""
    body = {"contest_id": contest_id, "operations": [operation]}
    try:
        (answer,) = visitor.post_json("/tablet/outbox", body)["results"]
    except Refused as refused:
        if refused.status in FOR_GOOD:
            raise
        return None
    except (OSError, HTTPException):
        return None
    told: dict[str, Any] = answer
    return told


class Tablet:
    """
    One judge's tablet: it marks what is open, and sends until each mark is acknowledged.

    `acks` are id -> receipt, `last` what the judge gave last to each aspect of each sheet,
    `seconds` how long each acknowledgement took, `counts` what went wrong on the way.
    """

    def __init__(self, number: str, visitor: Visitor, seed: int) -> None:
        self.number = number
        self.acks: dict[str, dict[str, Any]] = {}
        self.last: dict[tuple[str, str], Decimal] = {}
        self.seconds: list[float] = []
        self.counts = dict.fromkeys(("taps", "dropped", "doubled", "late", "unheard", "again"), 0)
        self.wrong: list[str] = []
        self._visitor = visitor
        self._chance = random.Random(f"{seed}:{number}")
        self._late: list[Operation] = []
        self._contest_id = ""

    def mark(self, until: threading.Event, pace: float) -> None:
        """Mark sheet after sheet until told to stop; then let everything arrive."""
        try:
            for operation in self._taps():
                if until.wait(pace):
                    break
                self._send(operation)
            for operation in self._late:
                self._deliver(operation)
        except (Refused, OSError, HTTPException, AssertionError) as error:
            self.wrong.append(f"{self.number}: {error}")

    def kept(self) -> list[str]:
        """Return where the server does not hold what the judge gave last."""
        work = self._visitor.json("/tablet/work")
        held = {
            (sheet["id"], aspect_id): Decimal(value)
            for sheet in work["sheets"]
            for aspect_id, value in sheet["marks"].items()
        }
        return [
            f"{self.number}: {place} was given {value}, the server holds {held.get(place)}"
            for place, value in self.last.items()
            if held.get(place) != value
        ]

    def _taps(self) -> Iterator[Operation]:
        work = self._visitor.json("/tablet/work")
        self._contest_id = work["contest"]["id"]
        work["sheets"] = [s for s in work["sheets"] if s["state"] in {"open", "reopened"}]
        for operation in taps(work, self.number):
            # A tablet's clock is only a claim; here it jumps by up to a day.
            jump = timedelta(minutes=self._chance.randint(-1440, 1440))
            yield {**operation, "given_at": (now() + jump).isoformat()}

    def _send(self, operation: Operation) -> None:
        """Deliver, or let chance have its way; order is kept as a tablet's outbox keeps it."""
        self.last[operation["sheet_id"], operation["aspect_id"]] = Decimal(operation["value"])
        self.counts["taps"] += 1
        if self._late:
            # What waits is sent first: a later tap must not be overtaken by an earlier one.
            self._late.append(operation)
            if len(self._late) > self._chance.randint(2, 6):
                waiting, self._late = self._late, []
                for one in waiting:
                    self._deliver(one)
            return
        match self._chance.choices(
            ["ok", "dropped", "doubled", "unheard", "late"], [80, 5, 5, 5, 5]
        )[0]:
            case "dropped" | "late" as what:
                self.counts[what] += 1
                self._late.append(operation)
            case "doubled" | "unheard" as what:
                self.counts[what] += 1
                self._deliver(operation)
                self._deliver(operation)
            case _:
                self._deliver(operation)

    def _deliver(self, operation: Operation) -> None:
        begun = time.monotonic()
        while (answer := deliver(self._visitor, self._contest_id, operation)) is None:
            if time.monotonic() - begun > PATIENCE_SECONDS:
                raise TimeoutError(f"not acknowledged after {PATIENCE_SECONDS:.0f} s")
            self.counts["again"] += 1
            time.sleep(AGAIN_SECONDS)
        self.seconds.append(time.monotonic() - begun)
        if answer["status"] not in {"applied", "duplicate"}:
            self.wrong.append(f"{self.number}: {answer}")
            return
        first = self.acks.setdefault(operation["id"], answer["receipt"])
        if first != answer["receipt"]:
            self.wrong.append(f"{self.number}: {operation['id']} has two receipts")
