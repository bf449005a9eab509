"""What a passer-by learns from a certificate's code: enough to believe it, and no number."""

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.store import honours

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True, kw_only=True)
class Verified:
    """
    A certificate as the public sees it. ``state`` is valid, revoked or withdrawn.

    There is no field for an entry number, a certificate number or anything of the holder's
    papers, so none can slip onto the page.
    """

    state: str
    name: str
    honour: str
    honour_en: str
    kind: str
    contest: str
    contest_en: str
    trade: str
    trade_en: str
    issuer: str
    issuer_en: str
    granted_on: date
    revoked_on: date | None
    revoked_why: str


def spelled(code: str) -> str:
    """Return a typed code in our own spelling: no spaces, capitals, 0 for O, 1 for I and L."""
    typed = "".join(code.upper().replace("-", "").split())
    return typed.replace("O", "0").replace("I", "1").replace("L", "1")


def verify(tx: Session, code: str) -> Verified | None:
    """Return what a code proves, or None for one that no certificate carries."""
    wanted = spelled(code)
    found = honours.by_verify_code(tx, wanted) if CODE.fullmatch(wanted) else None
    if found is None:
        return None
    line, contest = found
    honour, zone = line.honour, ZoneInfo(contest.timezone)
    if honour.granted_at is None:
        return None
    state = "revoked" if honour.state == "revoked" else "valid"
    if state == "valid" and line.result.withdrawn_at is not None:
        state = "withdrawn"
    gone_at = honour.revoked_at or line.result.withdrawn_at
    return Verified(
        state=state,
        name=line.person.name,
        honour=honour.name,
        honour_en=honour.name_en,
        kind=honour.kind,
        contest=contest.name,
        contest_en=contest.name_en,
        trade=line.trade.name,
        trade_en=line.trade.name_en,
        issuer=contest.host,
        issuer_en=contest.host_en,
        granted_on=honour.granted_at.astimezone(zone).date(),
        revoked_on=gone_at.astimezone(zone).date() if gone_at else None,
        revoked_why=honour.revoked_why,
    )
