"""What was changed by hand in a draft, and what can be taken back or done again."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from contest.queries.names import module_name
from contest.store import contests, timetable_steps

KINDS = {
    "copy": "contest:timetable:copy",
    "move": "contest:timetable:move",
    "lock": "contest:timetable:lock",
    "unlock": "contest:timetable:unlock",
    "undo": "contest:timetable:undo",
    "redo": "contest:timetable:redo",
}
"""What is done by hand -> what the journal calls it."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """
    What can be taken back and done again, the next step last.

    A step is a dictionary: `to` is the version it leads to, `what` was done to `heat`, and where
    a move led `starts_min` tells.
    """

    undo: tuple[dict[str, Any], ...] = ()
    redo: tuple[dict[str, Any], ...] = ()


def ways_of(tx: Session, contest_id: str, version_id: str) -> Ways:
    """Return what was done by hand to a version; nothing for one that came otherwise."""
    line = timetable_steps.newest_line(tx, contest_id, list(KINDS.values()))
    if line is None or line.body["version_id"] != version_id:
        return Ways()
    return Ways(undo=tuple(line.body["undo"]), redo=tuple(line.body["redo"]))


@dataclass(frozen=True, kw_only=True)
class StepWords:
    """The step that a button takes back or does again; `starts_min` where a heat had moved."""

    what: str
    heat: tuple[str, str]
    starts_min: int | None


def words_of(tx: Session, contest_id: str, steps: tuple[dict[str, Any], ...]) -> StepWords | None:
    """Return the next step of these with the heat's name; None where there is none."""
    if not steps:
        return None
    code, stage_key, module, number = steps[-1]["heat"].split("/")
    heat = (steps[-1]["heat"], steps[-1]["heat"])
    for trade in contests.trades_of(tx, contest_id):
        for stage in contests.stages_of(tx, trade.id) if trade.code == code else ():
            if stage.key == stage_key:
                zh, en = module_name(tx, trade.id, module)
                heat = (
                    f"{trade.name} {stage.name} · {zh} 第 {number} 场",
                    f"{trade.name_en or trade.name} {stage.name_en} · {en}, heat {number}",
                )
    return StepWords(what=steps[-1]["what"], heat=heat, starts_min=steps[-1].get("starts_min"))
