"""Check-in: a badge or an entry number in, one plain answer out."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.ids import token_hash
from contest.queries.names import heat_name
from contest.security import Actor
from contest.store import checkin, contests, journal
from contest.store.checkin import Shown
from contest.store.engine import Store
from contest.store.entries import slots_of_entry

_BADGE = re.compile(r"(?:\S*#)?([CJ])1([0-9A-HJKMNP-TV-Z]{26})")
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{0,15}")
SENTENCES = {
    "in": ("检录成功。", "Checked in."),
    "again": ("已经检录过了，首次时间见下。", "Already checked in; the first time is shown below."),
    "closed": (
        "检录尚未开放。请联系组委会开启检录。",
        "Check-in is not open. Ask the organiser to open it.",
    ),
    "unreadable": (
        "无法识别这个编号。请扫描参赛证上的二维码，或输入参赛号。",
        "This is neither a badge nor an entry number. Scan the badge's code, or type the number.",
    ),
    "staff": (
        "这是工作人员证，不是参赛证。请扫描选手的参赛证。",
        "This is an official's badge. Scan the contestant's.",
    ),
    "unknown": (
        "本次大赛没有这张参赛证，或它已补发作废。请核对姓名与参赛号。",
        "This contest has no such badge, or it was replaced. Compare name and entry number.",
    ),
    "unknown_number": (
        "本次大赛没有这个参赛号。请核对后再输入。",
        "This contest has no such entry number. Compare and type it again.",
    ),
    "two": (
        "有两个工种使用这个参赛号。请扫描参赛证。",
        "Two trades use this entry number. Scan the badge instead.",
    ),
    "withdrawn": ("该选手已退赛，不能检录。", "This contestant has withdrawn and cannot check in."),
    "no_slot": (
        "该选手不在已发布的赛程中，不能检录。请联系组委会。",
        "The published timetable has no slot for this contestant. Ask the organiser.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class ScanAnswer:
    """
    What the registrar sees after a scan. `status` is in, again or refused.

    A refusal about a known entry still names it, so that the registrar can speak to the person.
    """

    status: str
    zh: str
    en: str
    name: str | None = None
    no: str | None = None
    id_last4: str | None = None
    trade: str | None = None
    trade_en: str | None = None
    delegation: str | None = None
    delegation_en: str | None = None
    stage: str | None = None
    stage_en: str | None = None
    heat: str | None = None
    heat_en: str | None = None
    venue: str | None = None
    venue_en: str | None = None
    starts_at: datetime | None = None
    first_at: datetime | None = None


def check_in(store: Store, *, actor: Actor, code: str) -> ScanAnswer:
    """
    Note an entry present for the stage it is due in, once; a second scan says when the first was.

    `code` is the badge's text (`C1` and 26 characters, alone or behind the # of an address) or an
    entry number. Whatever is wrong with it is an answer, not an error: the queue must go on.
    """
    actor.must("checkin.write")
    with store.transaction() as tx:
        contest = contests.get_contest(tx, actor.contest_id or "")
        shown, wrong = _find(tx, contest.id, code)
        if shown is None:
            return _refused(wrong)
        # The trade's lock first: two desks that scan the same badge at once get in and again.
        journal.take(tx, [shown.trade.id])
        tx.refresh(shown.entry)
        if shown.entry.state != "registered":
            return _refused("withdrawn", shown)
        heats = slots_of_entry(tx, shown.entry.id)
        if not heats:
            return _refused("no_slot", shown)
        # Whoever has a slot in the final has been through the stages before.
        stage = max((stage for _, stage, _ in heats), key=lambda stage: stage.position)
        of_stage = [(heat, venue) for heat, of, venue in heats if of.id == stage.id]
        moment = now()
        heat, venue = next(((h, v) for h, v in of_stage if h.ends_at > moment), of_stage[-1])
        zh, en = heat_name(tx, shown.trade.id, heat)
        facts: dict[str, Any] = {
            "stage": stage.name,
            "stage_en": stage.name_en,
            "heat": zh,
            "heat_en": en,
            "venue": venue.name,
            "venue_en": venue.name_en,
            "starts_at": heat.starts_at,
        }
        before = checkin.check_in_of(tx, shown.entry.id, stage.id)
        if before is not None:
            return _answer("again", "again", shown, **facts, first_at=before.at)
        if not contest.checkin_open:
            return _refused("closed", shown)
        checkin.add_check_in(
            tx, entry_id=shown.entry.id, stage_id=stage.id, staff_id=actor.staff_id or ""
        )
        journal.append(
            tx,
            contest_id=contest.id,
            stream=shown.trade.id,
            kind="trade:entry:check_in",
            actor_id=actor.staff_id,
            role=actor.role,
            body={"entry_id": shown.entry.id, "stage_id": stage.id},
        )
        return _answer("in", "in", shown, **facts)


def switch_checkin(store: Store, *, actor: Actor, is_open: bool) -> None:
    """Open or close check-in for the whole contest."""
    with store.transaction() as tx:
        contest = contests.get_contest(tx, actor.contest_id or "")
        actor.must("contest.write", contest_id=contest.id)
        journal.take(tx, [contest.id])
        contest.checkin_open = is_open
        journal.append(
            tx,
            contest_id=contest.id,
            stream=contest.id,
            kind="contest:checkin:switch",
            actor_id=actor.staff_id,
            role=actor.role,
            body={"open": is_open},
        )


def _find(tx: Session, contest_id: str, code: str) -> tuple[Shown | None, str]:
    """Return the entry of a code, or None and the key of what is wrong."""
    # Scanners that think they are a Chinese keyboard send full-width or small letters.
    text = unicodedata.normalize("NFKC", code).strip()
    if badge := _BADGE.fullmatch(text) or _BADGE.fullmatch(text.upper()):
        if badge[1] == "J":
            return None, "staff"
        return checkin.by_badge(tx, contest_id, token_hash(f"C1{badge[2]}")), "unknown"
    number = text.upper()
    if not _NUMBER.fullmatch(number):
        return None, "unreadable"
    found = checkin.by_number(tx, contest_id, number)
    if len(found) == 1:
        return found[0], ""
    return None, "two" if found else "unknown_number"


def _refused(why: str, shown: Shown | None = None) -> ScanAnswer:
    return _answer("refused", why, shown)


def _answer(status: str, why: str, shown: Shown | None, **facts: Any) -> ScanAnswer:
    zh, en = SENTENCES[why]
    if shown is not None:
        facts = {
            "name": shown.name,
            "no": shown.entry.entry_no,
            "id_last4": shown.id_last4,
            "trade": shown.trade.name,
            "trade_en": shown.trade.name_en,
            "delegation": shown.delegation,
            "delegation_en": shown.delegation_en,
            **facts,
        }
    return ScanAnswer(status=status, zh=zh, en=en, **facts)
