"""Giving a person his one role: who may hold it, and what is written down of him."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from contest.errors import BadInput, NotFound, Refusal
from contest.keys import Keys
from contest.roster import identity
from contest.secrets import id_lookup, seal_id_number
from contest.security import CHIEF_JUDGE, JUDGE, STAFF
from contest.store import contests, people

PREFIXES = {
    "organiser": "O",
    "registrar": "R",
    "coding_judge": "K",
    "judge": "J",
    "chief_judge": "CJ",
    "supervisor": "S",
}
"""What an official's number starts with: J-03."""


class HoldsARole(Refusal):
    """One person holds one role in a contest: who checks must not be who is checked."""

    key = "holds_a_role"
    zh = "{name}在本次大赛中已有职务，编号 {number}。一人只能担任一种职务，请另选一人。"
    en = (
        "{name} already has a role in this contest, as {number}. One person holds one role; "
        "choose somebody else."
    )


class Competes(Refusal):
    """A contestant cannot be an official of the same contest."""

    key = "competes"
    zh = "{name}是本次大赛的选手（{number}），不能同时担任工作人员。"
    en = "{name} competes in this contest ({number}) and cannot be one of its officials."


class SameName(Refusal):
    """Without an ID number two people of one name cannot be told apart by a machine."""

    key = "same_name"
    zh = "名单中已有同名的{name}。请填写身份证件号码；如确为另一人，请勾选“同名不同人”。"
    en = (
        "Somebody called {name} is on the lists already. Give the ID number, or tick “another "
        "person of the same name”."
    )


class NumberTaken(Refusal):
    """Numbers are read aloud; two of the same would be a mistake waiting to happen."""

    key = "number_taken"
    zh = "编号 {number} 已有人使用。请换一个，或留空由系统编号。"
    en = "The number {number} is in use. Choose another, or leave it empty to be given one."


class TradeNeeded(Refusal):
    """A chief judge answers for exactly one trade."""

    key = "trade_needed"
    status = 422
    zh = "裁判长必须指定工种。"
    en = "A chief judge needs a trade."


@dataclass(frozen=True, kw_only=True)
class NewOfficial:
    """
    What the desk types of an official.

    `trade_id` is a chief judge's trade, or the first trade a judge is certified for; `namesake`
    says that somebody of the same name is another person.
    """

    name: str
    role: str
    trade_id: str = ""
    number: str = ""
    certificate: str = ""
    level: str = ""
    id_number: str = ""
    phone: str = ""
    employer: str = ""
    delegation_id: str = ""
    namesake: bool = False


def place_official(tx: Session, *, keys: Keys, contest_id: str, official: NewOfficial) -> str:
    """Add an official in the caller's transaction, with the checks of `add_staff`."""
    name = " ".join(official.name.split())
    if not name or len(name) > 60:
        raise BadInput(
            zh="请填写姓名（不超过 60 个字）。", en="Give a name of at most 60 characters."
        )
    if official.role not in STAFF:
        raise BadInput(zh="请选择职务。", en="Choose a role.")
    if official.role == CHIEF_JUDGE and not official.trade_id:
        raise TradeNeeded()
    if official.trade_id and contests.get_trade(tx, official.trade_id).contest_id != contest_id:
        raise NotFound()
    if official.delegation_id and official.delegation_id not in {
        delegation.id for delegation in people.delegations_of(tx, contest_id)
    }:
        raise NotFound()
    person_id = _person(tx, keys=keys, contest_id=contest_id, name=name, official=official)
    staff = people.add_staff(
        tx,
        contest_id=contest_id,
        person_id=person_id,
        role=official.role,
        trade_id=official.trade_id if official.role == CHIEF_JUDGE else None,
        delegation_id=official.delegation_id or None,
        number=_number(tx, contest_id, official),
    )
    if official.role in {JUDGE, CHIEF_JUDGE} and official.trade_id:
        people.add_certification(
            tx,
            staff_id=staff.id,
            trade_id=official.trade_id,
            number=official.certificate.strip(),
            level=official.level.strip(),
        )
    return staff.id


def _person(tx: Session, *, keys: Keys, contest_id: str, name: str, official: NewOfficial) -> str:
    number = official.id_number.strip().upper()
    lookup = id_lookup(keys, number) if number else None
    known = people.person_by_lookup(tx, contest_id, lookup) if lookup else None
    if known is not None:
        _refuse_second_part(tx, known.id)
        return known.id
    if not official.namesake and not number and people.persons_named(tx, contest_id, name):
        raise SameName(name=name)
    facts: dict[str, object] = {}
    if number:
        facts = _facts_of(number)
    person = people.add_person(
        tx,
        contest_id=contest_id,
        name=name,
        id_lookup=lookup,
        phone=official.phone.strip(),
        employer=official.employer.strip(),
        **facts,
    )
    if number:
        person.id_cipher = seal_id_number(keys, person.id, number)
    return person.id


def _facts_of(number: str) -> dict[str, object]:
    try:
        said = identity.identity(number)
    except ValueError as error:
        raise BadInput(
            zh="身份证件号码不正确：应为 18 位，末位为校验码。请核对后重填。",
            en="The ID number is not right: 18 characters, the last one a check character.",
        ) from error
    born_on: date = said.born_on
    return {"born_on": born_on, "gender": said.gender, "id_last4": number[-4:]}


def _refuse_second_part(tx: Session, person_id: str) -> None:
    person = people.get_person(tx, person_id)
    staff = people.staff_of_person(tx, person_id)
    if staff is not None:
        raise HoldsARole(name=person.name, number=staff.number)
    if entries := people.entries_of_person(tx, person_id):
        raise Competes(name=person.name, number=entries[0].entry_no)


def _number(tx: Session, contest_id: str, official: NewOfficial) -> str:
    taken = people.numbers_of(tx, contest_id)
    wanted = official.number.strip().upper()
    if wanted:
        if wanted in taken:
            raise NumberTaken(number=wanted)
        return wanted[:12]
    prefix = PREFIXES[official.role]
    return next(n for i in range(1, 10_000) if (n := f"{prefix}-{i:02d}") not in taken)
