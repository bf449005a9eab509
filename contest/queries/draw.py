"""Draws as the desk and the public see them, and what may be drawn among whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from contest.queries.names import heat_name, module_name
from contest.security import Actor
from contest.store import contests, draws, people, timetables
from contest.store.contests import stage_with_trade
from contest.store.draws import Draw
from contest.store.entries import EntryLine, entries_of_trade
from contest.store.tables.contest import Contest, Stage, Trade


@dataclass(frozen=True, kw_only=True)
class Group:
    """
    One heat: its entries (by entry number) may take its slots (by label) in any order.

    Numbers and labels are what the public knows, so that anybody can recompute a draw.
    """

    heat_id: str
    heat_key: str
    entries: tuple[str, ...]
    slots: tuple[str, ...]
    entry_ids: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return what a draw keeps and shows of this group."""
        return {"heat": self.heat_key, "entries": list(self.entries), "slots": list(self.slots)}


def groups_of(tx: Session, stage_id: str, module_id: str) -> list[Group]:
    """Return the heats of a module that hold somebody; who withdrew is not drawn."""
    stage, trade = stage_with_trade(tx, stage_id)
    known = {line.id: line for line in entries_of_trade(tx, trade.id)}
    groups = []
    for line in timetables.heats_of(tx, trade.contest_id, stage_id=stage.id):
        seated = [known[slot.entry_id] for slot in line.slots if slot.entry_id]
        present = sorted((one for one in seated if one.state == "registered"), key=lambda e: e.no)
        if line.heat.module_id != module_id or not present:
            continue
        groups.append(
            Group(
                heat_id=line.heat.id,
                heat_key=line.heat.key,
                entries=tuple(one.no for one in present),
                slots=tuple(slot.label for slot in line.slots),
                entry_ids={one.no: one.id for one in present},
            )
        )
    return groups


@dataclass(frozen=True, kw_only=True)
class DrawnHeat:
    """One heat of a draw: its commitment, and once drawn its slots with their entries."""

    zh: str
    en: str
    commitment: str
    pairs: tuple[tuple[str, EntryLine | None, str], ...]


@dataclass(frozen=True, kw_only=True)
class DrawPicture:
    """
    One draw. `seed` is empty while it is secret; `data` is all that a recomputation needs.

    `dice` come in threes of nine, as the delegations throw them; `supervisor` is who drew or,
    of an abandoned one, who put it aside.
    """

    id: str
    number: int
    state: str
    module: str
    module_en: str
    commitment: str
    seed: str
    dice: tuple[str, ...]
    reason: str
    supervisor: str
    committed_at: datetime
    drawn_at: datetime | None
    entry_count: int
    heats: tuple[DrawnHeat, ...]
    data: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class ModuleDraws:
    """A module with its draws, newest first, and what can be done now."""

    trade: Trade
    colour: int
    stage: Stage
    module_id: str
    module: str
    module_en: str
    heat_count: int
    entry_count: int
    marked: bool
    draws: tuple[DrawPicture, ...]

    @property
    def standing(self) -> DrawPicture | None:
        """The draw that waits for its dice or is in force."""
        return next((one for one in self.draws if one.state != "abandoned"), None)


@dataclass(frozen=True, kw_only=True)
class PublicDraws:
    """All draws of a stage, the abandoned among them."""

    contest: Contest
    trade: Trade
    stage: Stage
    draws: tuple[DrawPicture, ...]


def draw_desk(tx: Session, viewer: Actor) -> tuple[ModuleDraws, ...]:
    """Return every module that has heats with entries, in the order of the day."""
    contest = contests.get_contest(tx, viewer.contest_id or "")
    found = []
    for colour, trade in enumerate(contests.trades_of(tx, contest.id)):
        if viewer.trade_id not in (None, trade.id):
            continue
        for stage in contests.stages_of(tx, trade.id):
            lines = timetables.heats_of(tx, contest.id, stage_id=stage.id)
            for module_id in dict.fromkeys(line.heat.module_id for line in lines):
                groups = groups_of(tx, stage.id, module_id)
                if not groups:
                    continue
                zh, en = module_name(tx, trade.id, module_id)
                marked = timetables.heats_with_marks(tx, [group.heat_id for group in groups])
                found.append(
                    ModuleDraws(
                        trade=trade,
                        colour=colour % 8 + 1,
                        stage=stage,
                        module_id=module_id,
                        module=zh,
                        module_en=en,
                        heat_count=len(groups),
                        entry_count=sum(len(group.entries) for group in groups),
                        marked=bool(marked),
                        draws=_pictures(tx, trade, draws.draws_of(tx, stage.id, module_id)),
                    )
                )
    return tuple(found)


def public_draws(tx: Session, stage_id: str) -> PublicDraws:
    """Return a stage's draws for anybody; a seed is shown only after its dice."""
    stage, trade = stage_with_trade(tx, stage_id)
    return PublicDraws(
        contest=contests.get_contest(tx, trade.contest_id),
        trade=trade,
        stage=stage,
        draws=_pictures(tx, trade, draws.draws_of(tx, stage.id)),
    )


def _pictures(tx: Session, trade: Trade, made: list[Draw]) -> tuple[DrawPicture, ...]:
    lines = {line.no: line for line in entries_of_trade(tx, trade.id)}
    heats = {line.heat.key: line.heat for line in timetables.heats_of(tx, trade.contest_id)}
    return tuple(_picture(tx, trade, one, lines, heats) for one in reversed(made))


def _picture(
    tx: Session,
    trade: Trade,
    one: Draw,
    lines: dict[str, EntryLine],
    heats: dict[str, timetables.Heat],
) -> DrawPicture:
    zh, en = module_name(tx, trade.id, one.module_id)
    groups = one.inputs["groups"]
    supervisor = one.result.get("abandoned_by") or one.drawn_by
    results = {group["heat"]: group["pairs"] for group in one.result.get("groups", ())}
    return DrawPicture(
        id=one.id,
        number=one.number,
        state=one.state,
        module=zh,
        module_en=en,
        commitment=one.commitment,
        # An abandoned seed will never be used: showing it proves that it was the one committed to.
        seed="" if one.state == "committed" else one.seed,
        dice=tuple(one.dice[at : at + 9] for at in range(0, len(one.dice), 9)),
        reason=one.reason,
        supervisor=people.staff_with_person(tx, supervisor)[1].name if supervisor else "",
        committed_at=one.committed_at,
        drawn_at=one.drawn_at,
        entry_count=sum(len(group["entries"]) for group in groups),
        heats=tuple(
            _heat(tx, trade, group, results.get(group["heat"], []), lines, heats)
            for group in groups
        ),
        data={
            "seed": one.seed,
            "dice": one.dice,
            "commitment": one.commitment,
            "groups": [{**group, "result": results[group["heat"]]} for group in groups],
        }
        if one.state != "committed" and results
        else None,
    )


def _heat(
    tx: Session,
    trade: Trade,
    group: dict[str, Any],
    pairs: list[list[str]],
    lines: dict[str, EntryLine],
    heats: dict[str, timetables.Heat],
) -> DrawnHeat:
    heat = heats.get(group["heat"])
    zh, en = heat_name(tx, trade.id, heat) if heat else (group["heat"], group["heat"])
    by_label = sorted(pairs, key=lambda pair: group["slots"].index(pair[1]))
    return DrawnHeat(
        zh=zh,
        en=en,
        commitment=group["commitment"],
        pairs=tuple((label, lines.get(no), no) for no, label in by_label),
    )
