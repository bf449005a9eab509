"""Badges: who wears one, and a new token for each."""

from sqlmodel import Session

from contest.ids import new_badge_token
from contest.reports.badges import Badge, BadgeRole, badge_sheets
from contest.reports.gather.scope import NothingToPrint, Printable, Scope, titled, trades_in, words
from contest.reports.text import Imprint, Words
from contest.security import CHIEF_JUDGE, JUDGE, STAFF
from contest.store import people
from contest.store.entries import entries_of_trade
from contest.store.tables.contest import Contest, Trade

JUDGES = (JUDGE, CHIEF_JUDGE)
WHO = {
    "all": Words(zh="", en=""),
    "contestants": Words(zh="选手", en="contestants"),
    "judges": Words(zh="裁判", en="judges"),
    "staff": Words(zh="工作人员", en="staff"),
}


def badges(tx: Session, contest: Contest, scope: Scope, public_url: str) -> Printable:
    """Return the badges of a scope: contestants by trade and number, then judges, then staff."""
    found: list[tuple[str, Badge]] = []
    entry_tokens: dict[str, str] = {}
    staff_tokens: dict[str, str] = {}
    trades = trades_in(tx, contest, scope)
    if scope.who in {"all", "contestants"}:
        for trade in trades:
            for entry_id, badge in _contestants(tx, trade, scope, public_url, entry_tokens):
                found.append((entry_id, badge))
    if scope.who in {"all", "judges", "staff"}:
        found += _officials(tx, contest, trades, scope, public_url, staff_tokens)
    if not found:
        raise NothingToPrint(
            what="证件",
            what_en="badges",
            hint="若要重打已签发的证件，请选择“全部重新签发”。"
            if scope.only_new
            else "请先导入名单。",
            hint_en="To print again what was issued, choose “Issue all anew”."
            if scope.only_new
            else "Import a roster first.",
        )
    cards = [badge for _, badge in found]

    def set_type(imprint: Imprint) -> bytes:
        return badge_sheets(cards, contest=words(contest), imprint=imprint)

    who = WHO[scope.who]
    part = words(trades[0]) if scope.where else None
    title = titled(f"{who.zh}证件" if who.zh else "证件", f"Badges {who.en}".strip(), part)
    return Printable(
        count=len(cards),
        title=title,
        names=tuple(text for card in cards for text in (card.name, card.pinyin)),
        typeset=set_type,
        staff_tokens=staff_tokens,
        entry_tokens=entry_tokens,
    )


def _wanted(scope: Scope, number: str, hashed: str | None) -> bool:
    if scope.numbers:
        return number in scope.numbers
    return not (scope.only_new and hashed)


def _contestants(
    tx: Session, trade: Trade, scope: Scope, public_url: str, tokens: dict[str, str]
) -> list[tuple[str, Badge]]:
    lines = [x for x in entries_of_trade(tx, trade.id) if x.state == "registered"]
    hashes = {e.id: e.badge_hash for e, _ in people.entries_by_ids(tx, [x.id for x in lines])}
    made = []
    for line in lines:
        if _wanted(scope, line.no, hashes[line.id]):
            tokens[line.id] = new_badge_token("C")
            badge = Badge(
                role=BadgeRole.CONTESTANT,
                name=line.name,
                pinyin=line.pinyin,
                number=line.no,
                trade=words(trade),
                delegation=Words(zh=line.delegation, en=line.delegation_en),
                qr=f"{public_url}/b#{tokens[line.id]}",
            )
            made.append((line.id, badge))
    return made


def _officials(
    tx: Session,
    contest: Contest,
    trades: list[Trade],
    scope: Scope,
    public_url: str,
    tokens: dict[str, str],
) -> list[tuple[str, Badge]]:
    credentials = people.credentials_of(tx, contest.id)
    delegations = {found.id: found for found in people.delegations_of(tx, contest.id)}
    judged: dict[str, list[Trade]] = {}
    for certification, trade in people.certifications_of(tx, contest.id):
        judged.setdefault(certification.staff_id, []).append(trade)
    by_id = {trade.id: trade for trade in trades}
    made = []
    rows = people.staff_of(tx, contest.id, active=True)
    for staff, person in sorted(rows, key=lambda row: STAFF.index(row[0].role) in (0, 1, 2)):
        judges = staff.role in JUDGES
        if scope.who != "all" and judges != (scope.who == "judges"):
            continue
        own = [by_id[staff.trade_id]] if staff.trade_id in by_id else judged.get(staff.id, [])
        if scope.where and not {trade.id for trade in own} & set(by_id):
            continue
        credential = credentials.get(staff.id)
        if not _wanted(scope, staff.number, credential.badge_hash if credential else None):
            continue
        tokens[staff.id] = new_badge_token("J")
        sender = delegations.get(staff.delegation_id or "")
        badge = Badge(
            role=BadgeRole(staff.role),
            name=person.name,
            pinyin=person.pinyin,
            number=staff.number,
            trade=_joined(own),
            delegation=Words(zh=sender.name, en=sender.name_en)
            if sender
            else Words(zh=person.employer)
            if person.employer
            else None,
            qr=f"{public_url}/j#{tokens[staff.id]}",
        )
        made.append((staff.id, badge))
    return made


def _joined(trades: list[Trade]) -> Words | None:
    if not trades:
        return None
    return Words(
        zh="、".join(trade.name for trade in trades), en=", ".join(t.name_en for t in trades)
    )
