"""
Seeded histories of a bad day: lost, doubled and late messages, killed servers, restarted tablets.

`python -m tests.faults.histories 1000` runs a thousand and says what went wrong in which.
"""

import json
import multiprocessing
import random
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from contest.demo.hands import mark_for
from contest.operations.marking import Operation
from contest.queries.tablet import tablet_work
from contest.security import Actor
from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.faults.ledger import wrong
from tests.faults.served import serve

STEPS = 40
JUDGES = 3
_PROCESSES = multiprocessing.get_context("forkserver")
# Everything is imported once; each restart of a server is then a fork.
_PROCESSES.set_forkserver_preload(["tests.faults.served", "tests.faults.warm"])

Batch = list[dict[str, Any]]


@dataclass(frozen=True)
class Start:
    """A contest ready to be marked: its file, its judges and their sheets."""

    path: Path
    judges: list[Actor]
    sheets: list[list[dict[str, Any]]]


def prepare(folder: Path) -> Start:
    """Write the contest that every history begins with."""
    path = folder / "start.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    world = make_world(store, entries=2)
    judges = world.judges["lamian"][:JUDGES]
    with store.reading() as tx:
        sheets = [tablet_work(tx, judge)["sheets"] for judge in judges]
    store.close()
    return Start(path, judges, sheets)


@dataclass
class Tablet:
    """A judge's outbox: what waits, what has left, and what is still somewhere on its way."""

    judge: Actor
    sheets: list[dict[str, Any]]
    waiting: list[Operation] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    late: list[Batch] = field(default_factory=list)
    taps: int = 0


class History:
    """One seeded run against one database."""

    def __init__(self, start: Start, folder: Path, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(f"history {seed}")
        self.path = folder / "leitai.db"
        shutil.copy(start.path, self.path)
        self.ledger = folder / "ledger.jsonl"
        self.told: list[dict[str, Any]] = []
        self.tablets = [
            Tablet(judge, sheets) for judge, sheets in zip(start.judges, start.sheets, strict=True)
        ]
        self.lines: list[Connection] = []
        self.server: Any = None
        self.kills = 0

    def run(self) -> list[str]:
        """Play the history, let everything heal, and return what is wrong."""
        self.start()
        try:
            for _ in range(STEPS):
                tablet = self.chance.choice(self.tablets)
                self.chance.choices(
                    [self.tap, self.send, self.arrive_late, self.restart], [9, 8, 3, 1]
                )[0](tablet)
            for tablet in self.tablets:
                while tablet.late:
                    self.arrive_late(tablet)
                while tablet.waiting:
                    self.deliver(tablet, self.batch(tablet), heard=True)
        finally:
            self.kill()
        self.ledger.write_text(
            "".join(json.dumps(line) + "\n" for line in self.told), encoding="utf-8"
        )
        return wrong(self.path, self.ledger)

    # ---- what happens

    def tap(self, tablet: Tablet) -> None:
        """The judge gives a mark, perhaps again on the same aspect."""
        sheet = self.chance.choice(tablet.sheets[:2])
        aspect = self.chance.choice(sheet["form"][:3])
        tablet.taps += 1
        value = mark_for(self.chance.randrange(1000), tablet.judge.number, sheet, aspect)
        operation = Operation(
            id=f"{self.seed:06d}-{tablet.judge.number}-{tablet.taps:06d}-00000000",
            kind="mark",
            sheet_id=sheet["id"],
            aspect_id=aspect["id"],
            value=value,
        )
        last = tablet.waiting[-1] if tablet.waiting else None
        place = (operation.sheet_id, operation.aspect_id)
        if last and last.id not in tablet.sent and (last.sheet_id, last.aspect_id) == place:
            # Ten taps on plus are one mark: what has not left the tablet is replaced.
            tablet.waiting.pop()
            self.told = [line for line in self.told if line.get("tap") != last.id]
        tablet.waiting.append(operation)
        self.told.append(
            {
                "tap": operation.id,
                "judge": tablet.judge.staff_id,
                "sheet": operation.sheet_id,
                "aspect": operation.aspect_id,
                "value": operation.value,
            }
        )

    def send(self, tablet: Tablet) -> None:
        """A batch leaves the tablet; what becomes of it is chance."""
        if not tablet.waiting:
            return
        batch = self.batch(tablet)
        match self.chance.choices(
            ["arrives", "dropped", "answer lost", "doubled", "late", "killed"], [6, 2, 2, 2, 2, 1]
        )[0]:
            case "arrives":
                self.deliver(tablet, batch, heard=True)
            case "answer lost":
                self.deliver(tablet, batch, heard=False)
            case "doubled":
                self.deliver(tablet, batch, heard=False)
                self.deliver(tablet, batch, heard=True)
            case "late":
                tablet.late.append(batch)
            case "killed":
                self.lines[self.tablets.index(tablet)].send(batch)
                self.kill()
                self.start()

    def arrive_late(self, tablet: Tablet) -> None:
        """Something that was sent long ago arrives now, after what was sent since."""
        if tablet.late:
            batch = tablet.late.pop(self.chance.randrange(len(tablet.late)))
            self.deliver(tablet, batch, heard=self.chance.random() < 0.5)

    def restart(self, tablet: Tablet) -> None:
        """The tablet forgets all but what it wrote down; its lines to the server are new."""
        tablet.waiting = [Operation(**asdict(operation)) for operation in tablet.waiting]
        if self.chance.random() < 0.5:
            self.kill()
            self.start()

    # ---- how it happens

    def batch(self, tablet: Tablet) -> Batch:
        some = tablet.waiting[: self.chance.randint(1, 5)]
        tablet.sent |= {operation.id for operation in some}
        return [asdict(operation) for operation in some]

    def deliver(self, tablet: Tablet, batch: Batch, *, heard: bool) -> None:
        line = self.lines[self.tablets.index(tablet)]
        line.send(batch)
        answers = line.recv()
        if not heard:
            return
        for answer in answers:
            assert answer["status"] in {"applied", "duplicate"}, answer
            self.told.append(
                {"ack": answer["id"], "judge": tablet.judge.staff_id, **answer["receipt"]}
            )
        gone = {answer["id"] for answer in answers}
        tablet.waiting = [one for one in tablet.waiting if one.id not in gone]

    def start(self) -> None:
        pipes = [_PROCESSES.Pipe() for _ in self.tablets]
        self.lines = [ours for ours, _ in pipes]
        seats = [
            (tablet.judge, theirs) for tablet, (_, theirs) in zip(self.tablets, pipes, strict=True)
        ]
        self.server = _PROCESSES.Process(target=serve, args=(self.path, seats), daemon=True)
        self.server.start()
        for _, theirs in seats:
            theirs.close()

    def kill(self) -> None:
        self.kills += 1
        self.server.kill()
        self.server.join()
        for line in self.lines:
            line.close()


def main(count: int) -> int:
    """Run `count` histories; return how many went wrong."""
    bad = 0
    with tempfile.TemporaryDirectory(prefix="leitai-histories-") as name:
        start = prepare(Path(name))
        kills = acks = 0
        for seed in range(count):
            folder = Path(name) / str(seed)
            folder.mkdir()
            history = History(start, folder, seed)
            said = history.run()
            kills += history.kills
            acks += sum("ack" in line for line in history.told)
            if said:
                bad += 1
                print(f"history {seed}:", *said, sep="\n  ", flush=True)
            shutil.rmtree(folder)
    print(f"{count} histories, {kills} kills, {acks} acknowledgements, {bad} wrong")
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000) else 0)
