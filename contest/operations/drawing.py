"""The station draw: a commitment before the dice, a result nobody can steer, everything shown."""

import hashlib
import secrets
from typing import Any

from sqlmodel import Session

from contest.errors import Refusal
from contest.queries.draw import Group, groups_of
from contest.security import Actor
from contest.store import draws, journal, timetables
from contest.store.contests import Stage, Trade, stage_with_trade
from contest.store.draws import Draw
from contest.store.engine import Store
from scheduler.draw import DICE, SEED_BYTES, commit, draw

LONGEST_REASON = 500


class NothingToDraw(Refusal):
    """A draw needs published heats with people in them."""

    key = "nothing_to_draw"
    zh = "这个模块还没有已排入选手的场次。请先发布赛程；决赛须先确定晋级名单。"
    en = "This module has no heats with entries yet. Publish a timetable; fill the final first."


class DrawOpen(Refusal):
    """One draw at a time: a second seed would be a choice."""

    key = "draw_open"
    zh = "第 {number} 次抽签已{state}，不能再封存。需要重抽时，请监督先作废并写明原因。"
    en = (
        "Draw {number} is already {state_en}; no second one can be committed. To repeat it, the "
        "supervisor abandons it first, with a reason."
    )


class DrawMarked(Refusal):
    """After the first mark nobody changes places."""

    key = "draw_marked"
    zh = "这些场次已有打分，不能再抽签。"
    en = "Marks were given in these heats; stations can no longer be drawn."


class WrongDice(Refusal):
    """Dice are typed as thrown: digits, all of them."""

    key = "wrong_dice"
    status = 422
    zh = "须输入 {count} 个骰子的点数，每个 1 至 6；现有 {given} 个有效点数。"
    en = "Type the {count} dice, each 1 to 6; {given} proper ones were given."


class DrawOver(Refusal):
    """Only what waits for its dice can be drawn."""

    key = "draw_over"
    zh = "第 {number} 次抽签{state}，不能再进行此步骤。请刷新页面。"
    en = "Draw {number} is {state_en}; this step is no longer possible. Reload the page."


class DrawStale(Refusal):
    """The heats changed after the commitment."""

    key = "draw_stale"
    zh = "封存之后场次有变动，这次抽签已不适用。请作废并写明原因，再由组委会重新封存。"
    en = "The heats changed after the commitment. Abandon this draw with a reason and commit anew."


class ReasonNeeded(Refusal):
    """Abandoning is public, and so is why."""

    key = "reason_needed"
    status = 422
    zh = "请写明作废原因（1 至 500 字），原因将公开。"
    en = "Give the reason (1 to 500 characters); it will be public."


STATES = {
    "committed": ("封存", "committed"),
    "drawn": ("完成", "drawn"),
    "abandoned": ("作废", "abandoned"),
}


def commit_draw(store: Store, *, actor: Actor, stage_id: str, module_id: str) -> str:
    """
    Bind a fresh secret seed to a stage's module and show the commitment; return the draw's id.

    Within a heat its workstations are alike, so entries may take them in any order; who works
    in which heat, and before which panel, is not drawn.
    """
    with store.transaction() as tx:
        stage, trade = _locked(tx, actor, "draw.commit", stage_id)
        before = draws.draws_of(tx, stage.id, module_id)
        standing = [one for one in before if one.state != "abandoned"]
        if standing:
            zh, en = STATES[standing[-1].state]
            raise DrawOpen(number=standing[-1].number, state=zh, state_en=en)
        groups = groups_of(tx, stage.id, module_id)
        if not groups:
            raise NothingToDraw()
        _refuse_marked(tx, groups)
        seed = secrets.token_bytes(SEED_BYTES)
        commitments = [commit(seed, group.entries, group.slots) for group in groups]
        made = draws.add_commitment(
            tx,
            stage_id=stage.id,
            module_id=module_id,
            number=len(before) + 1,
            seed=seed.hex(),
            commitment=joint(commitments),
            inputs={
                "groups": [
                    {**group.as_json(), "commitment": commitment}
                    for group, commitment in zip(groups, commitments, strict=True)
                ]
            },
            staff_id=actor.staff_id or "",
        )
        _tell(tx, actor, trade, "trade:draw:commit", made, commitment=made.commitment)
        return made.id


def joint(commitments: list[str]) -> str:
    """Return one commitment for all heats: SHA-256 of theirs, in order, each on a line."""
    return hashlib.sha256("\n".join(commitments).encode()).hexdigest()


def run_draw(store: Store, *, actor: Actor, draw_id: str, dice: str) -> None:
    """
    Draw at once from the committed seed and the dice thrown in public, and reseat everybody.

    `dice` are 27 digits from 1 to 6; spaces between them are ignored. There is no choice after
    this point: seed, dice and result are public with the same transaction.
    """
    with store.transaction() as tx:
        made, stage, trade = _draw(tx, actor, draw_id)
        if made.state != "committed":
            raise _over(made)
        thrown = "".join(dice.split())
        good = sum(one in "123456" for one in thrown)
        if good != DICE or len(thrown) != DICE:
            raise WrongDice(count=DICE, given=good)
        groups = groups_of(tx, stage.id, made.module_id)
        before = [{k: v for k, v in g.items() if k != "commitment"} for g in made.inputs["groups"]]
        if [group.as_json() for group in groups] != before:
            raise DrawStale()
        _refuse_marked(tx, groups)
        seed = bytes.fromhex(made.seed)
        lines = {line.heat.id: line for line in timetables.heats_of(tx, trade.contest_id)}
        result = []
        for group in groups:
            pairs = draw(seed, thrown, group.entries, group.slots)
            result.append({"heat": group.heat_key, "pairs": [list(pair) for pair in pairs]})
            labels = {group.entry_ids[no]: label for no, label in pairs}
            draws.reseat(tx, list(lines[group.heat_id].slots), labels)
        draws.mark_drawn(
            tx, made, dice=thrown, result={"groups": result}, staff_id=actor.staff_id or ""
        )
        _tell(tx, actor, trade, "trade:draw:run", made, seed=made.seed, dice=thrown)


def abandon_draw(store: Store, *, actor: Actor, draw_id: str, reason: str) -> None:
    """
    Put a draw aside, before or after its dice; number, reason and supervisor stay public.

    What was drawn stays in force until another draw replaces it.
    """
    with store.transaction() as tx:
        made, _, trade = _draw(tx, actor, draw_id)
        if made.state == "abandoned":
            raise _over(made)
        reason = reason.strip()
        if not 1 <= len(reason) <= LONGEST_REASON:
            raise ReasonNeeded()
        _refuse_marked(tx, groups_of(tx, made.stage_id, made.module_id))
        draws.mark_abandoned(tx, made, reason, actor.staff_id or "")
        _tell(tx, actor, trade, "trade:draw:abandon", made, reason=reason)


def _locked(tx: Session, actor: Actor, permission: str, stage_id: str) -> tuple[Stage, Trade]:
    stage, trade = stage_with_trade(tx, stage_id)
    actor.must(permission, contest_id=trade.contest_id, trade_id=trade.id)
    journal.take(tx, [trade.id])
    return stage, trade


def _draw(tx: Session, actor: Actor, draw_id: str) -> tuple[Draw, Stage, Trade]:
    actor.must("draw.run")
    made = draws.get_draw(tx, draw_id)
    stage, trade = _locked(tx, actor, "draw.run", made.stage_id)
    tx.refresh(made)
    return made, stage, trade


def _over(made: Draw) -> DrawOver:
    zh, en = STATES[made.state]
    return DrawOver(number=made.number, state=f"已{zh}", state_en=en)


def _refuse_marked(tx: Session, groups: list[Group]) -> None:
    if timetables.heats_with_marks(tx, [group.heat_id for group in groups]):
        raise DrawMarked()


def _tell(tx: Session, actor: Actor, trade: Trade, kind: str, made: Draw, **more: Any) -> None:
    journal.append(
        tx,
        contest_id=trade.contest_id,
        stream=trade.id,
        kind=kind,
        actor_id=actor.staff_id,
        role=actor.role,
        body={"draw_id": made.id, "stage_id": made.stage_id, "number": made.number, **more},
    )
