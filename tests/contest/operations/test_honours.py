"""Honours: nobody grants one alone, and what was granted can be proved and taken back."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime

import pytest
from sqlmodel import Session

from contest.errors import NotAllowed, NotFound, Refusal, SignInNeeded
from contest.operations.honours import (
    AlreadyApproved,
    AlreadyRevoked,
    HonourNotOpen,
    NothingChosen,
    ReasonNeeded,
    approve_honours,
    grant_approved,
    review_held,
    revoke_honour,
)
from contest.operations.sheets import prepare_sheets
from contest.queries.honours import honours_page
from contest.queries.standings import stage_view
from contest.queries.verify import verify
from contest.security import Actor
from contest.store import honours, journal, people, results, timetables
from contest.store.engine import Store
from contest.store.honours import HonourLine
from tests.contest.factories import make_world
from tests.contest.hands import mark_stage
from tests.contest.honours_world import (
    Signed,
    claim,
    ids_of,
    lines_of,
    set_stage,
    sign,
    signed_world,
)


@pytest.fixture
def signed(store: Store) -> Signed:
    return signed_world(store)


def state_of(store: Store, signed: Signed, name: str) -> str:
    return next(x.honour.state for x in lines_of(store, signed) if x.honour.name == name)


def approve(store: Store, actor: Actor, signed: Signed, *names: str) -> int:
    return approve_honours(store, actor=actor, honour_ids=ids_of(store, signed, *names))


def granted(store: Store, signed: Signed) -> str:
    """Approve the title by both roles after the notice; return its verify code."""
    set_stage(store, signed, "final")
    approve(store, signed.organiser, signed, "技术状元")
    approve(store, signed.chief, signed, "技术状元")
    line = next(x for x in lines_of(store, signed) if x.honour.name == "技术状元")
    assert line.honour.verify_code
    return line.honour.verify_code


def test_the_ladder_writes_each_claim_in_its_state(store: Store, signed: Signed) -> None:
    states = {x.honour.name: x.honour.state for x in lines_of(store, signed)}
    assert states == {
        "技术状元": "candidate",
        "一等奖": "candidate",
        "技术能手": "candidate",
        "技师": "held",
        "五一劳动奖章": "recommended",
    }


def test_one_entry_holds_the_same_honour_once(store: Store) -> None:
    world = make_world(store, codes=("welding",))
    first = world.entries["welding"][0]
    twice = sign(store, world, claim(first), claim(first, clause="另一条"))
    assert [x.honour.clause for x in lines_of(store, twice)] == ["组委会补充规定：第 1 名"]


def test_one_role_alone_approves_nothing(store: Store, signed: Signed) -> None:
    assert approve(store, signed.organiser, signed, "技术状元") == 0
    assert state_of(store, signed, "技术状元") == "candidate"
    with pytest.raises(AlreadyApproved):
        approve(store, signed.organiser, signed, "技术状元")


def test_a_second_organiser_is_no_second_role(store: Store, signed: Signed) -> None:
    with store.transaction() as tx:
        person = people.add_person(tx, contest_id=signed.world.contest_id, name="另一位")
        staff = people.add_staff(
            tx,
            contest_id=signed.world.contest_id,
            person_id=person.id,
            role="organiser",
            number="O-99",
        )
        other = Actor(role="organiser", staff_id=staff.id, contest_id=staff.contest_id)
    approve(store, signed.organiser, signed, "技术状元")
    with pytest.raises(AlreadyApproved):
        approve(store, other, signed, "技术状元")


def test_two_roles_approve_and_nothing_is_granted_before_the_notice_ends(
    store: Store, signed: Signed
) -> None:
    approve(store, signed.chief, signed, "技术状元", "一等奖")
    assert approve(store, signed.organiser, signed, "技术状元", "一等奖") == 2
    assert state_of(store, signed, "技术状元") == "approved"
    assert all(x.honour.verify_code is None for x in lines_of(store, signed))
    with store.transaction() as tx:
        assert grant_approved(tx, result_id=signed.result_id) == 2
    lines = [x.honour for x in lines_of(store, signed) if x.honour.state == "granted"]
    assert len({honour.certificate_no for honour in lines}) == 2
    assert len({honour.verify_code for honour in lines}) == 2
    assert all(re.fullmatch(r"2026-.{4}-WD-0000[12]", h.certificate_no or "") for h in lines)


def test_an_honour_approved_after_the_notice_is_granted_at_once(
    store: Store, signed: Signed
) -> None:
    granted(store, signed)
    assert state_of(store, signed, "技术状元") == "granted"
    with store.reading() as tx:
        kinds = [line.kind for line in journal.lines(tx, signed.trade_id)]
    assert kinds[-1] == "trade:honour:grant"


@pytest.mark.parametrize("name", ["技师", "五一劳动奖章"])
def test_held_and_recommended_honours_cannot_be_approved(
    name: str, store: Store, signed: Signed
) -> None:
    with pytest.raises(HonourNotOpen):
        approve(store, signed.organiser, signed, name)


def test_a_withdrawn_result_takes_its_candidates_along(store: Store, signed: Signed) -> None:
    ids = ids_of(store, signed, "技术状元")
    with store.transaction() as tx:
        results.get_result(tx, signed.result_id).withdrawn_at = signed_at(store, signed)
    with pytest.raises(NotFound):
        approve_honours(store, actor=signed.organiser, honour_ids=ids)


def signed_at(store: Store, signed: Signed) -> datetime:
    with store.reading() as tx:
        return results.get_result(tx, signed.result_id).signed_at


def test_an_empty_or_foreign_choice_is_refused_and_changes_nothing(
    store: Store, signed: Signed
) -> None:
    with pytest.raises(NothingChosen):
        approve_honours(store, actor=signed.organiser, honour_ids=[])
    mine = ids_of(store, signed, "技术状元")
    with pytest.raises(NotFound):
        approve_honours(store, actor=signed.organiser, honour_ids=[*mine, "0" * 26])
    with store.reading() as tx:
        assert honours.approvals_of(tx, mine) == {}


def test_another_trades_chief_judge_sees_and_approves_nothing(store: Store, signed: Signed) -> None:
    other = signed.world.chiefs["courier"]
    with pytest.raises(NotFound):
        approve(store, other, signed, "技术状元")
    with store.reading() as tx:
        assert honours_page(tx, other) == []


@pytest.mark.parametrize("role", ["judge", "registrar", "supervisor", "coding_judge", "audience"])
def test_other_roles_approve_and_revoke_nothing(role: str, store: Store, signed: Signed) -> None:
    actor = Actor(role=role, staff_id=None, contest_id=signed.world.contest_id)
    expected = SignInNeeded if role == "audience" else NotAllowed
    with pytest.raises(expected):
        approve(store, actor, signed, "技术状元")
    with pytest.raises(expected):
        revoke_honour(
            store, actor=actor, honour_id=ids_of(store, signed, "技术状元")[0], reason="没有理由"
        )


def test_both_roles_at_the_same_moment_grant_once(store: Store, signed: Signed) -> None:
    set_stage(store, signed, "final")
    ids = ids_of(store, signed, "技术状元", "一等奖", "技术能手")

    def press(actor: Actor) -> int:
        return approve_honours(store, actor=actor, honour_ids=ids)

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(press, [signed.organiser, signed.chief]))
    assert sorted(counts) == [0, 3]
    lines = [x.honour for x in lines_of(store, signed) if x.honour.state == "granted"]
    assert sorted(h.certificate_no[-5:] for h in lines if h.certificate_no) == [
        "00001",
        "00002",
        "00003",
    ]


def test_a_code_verifies_with_name_and_honour_and_no_number(store: Store, signed: Signed) -> None:
    code = granted(store, signed)
    with store.reading() as tx:
        page = verify(tx, f" {code[:13].lower()} {code[13:]} ")
    assert page is not None
    assert (page.state, page.name, page.honour) == ("valid", "选手welding1", "技术状元")
    assert (page.contest, page.trade, page.issuer) == ("测试大赛", "焊工", "市总工会")
    shown = " ".join(str(value) for value in asdict(page).values())
    line = next(x for x in lines_of(store, signed) if x.honour.name == "技术状元")
    assert line.entry.entry_no not in shown
    assert str(line.honour.certificate_no) not in shown


@pytest.mark.parametrize("code", ["", "0" * 26, "' OR 1=1 --", "x" * 500, "核验"])
def test_an_unknown_code_verifies_nothing(code: str, store: Store, signed: Signed) -> None:
    granted(store, signed)
    with store.reading() as tx:
        assert verify(tx, code) is None


def test_a_revoked_honour_verifies_as_revoked_with_its_reason(store: Store, signed: Signed) -> None:
    code = granted(store, signed)
    honour_id = ids_of(store, signed, "技术状元")[0]
    for reason in ("", "   ", "长" * 501):
        with pytest.raises(ReasonNeeded):
            revoke_honour(store, actor=signed.organiser, honour_id=honour_id, reason=reason)
    revoke_honour(store, actor=signed.organiser, honour_id=honour_id, reason="作弊属实")
    with store.reading() as tx:
        page = verify(tx, code)
    assert page is not None
    assert (page.state, page.revoked_why) == ("revoked", "作弊属实")
    with pytest.raises(AlreadyRevoked):
        revoke_honour(store, actor=signed.organiser, honour_id=honour_id, reason="再来一次")


def test_a_withdrawn_result_shows_on_its_certificates(store: Store, signed: Signed) -> None:
    code = granted(store, signed)
    with store.transaction() as tx:
        results.get_result(tx, signed.result_id).withdrawn_at = signed_at(store, signed)
    with store.reading() as tx:
        page = verify(tx, code)
    assert page is not None
    assert page.state == "withdrawn"


def test_the_desk_shows_reasons_names_and_a_persons_other_honours(
    store: Store, signed: Signed
) -> None:
    approve(store, signed.chief, signed, "技术状元")
    with store.reading() as tx:
        (group,) = honours_page(tx, signed.organiser)
    row = next(r for r in group.rows if r.name == "技术状元")
    assert row.reasons == [("决赛第 1 名", "rank 1 in Final")]
    assert [approval.role for approval in row.approvals] == ["chief_judge"]
    assert {zh for zh, _ in row.others} == {"一等奖", "五一劳动奖章"}
    assert row.may_approve
    assert row.may_revoke
    assert group.counts == {"candidate": 3, "held": 1, "recommended": 1}
    with store.reading() as tx:
        (seen_by_chief,) = honours_page(tx, signed.chief)
    assert not next(r for r in seen_by_chief.rows if r.name == "技术状元").may_approve


def test_every_journal_line_carries_ids_and_no_name(store: Store, signed: Signed) -> None:
    granted(store, signed)
    with store.reading() as tx:
        bodies = [str(line.body) for line in journal.lines(tx, signed.trade_id)]
    assert len(bodies) == 3
    assert not any("选手" in body for body in bodies)


def test_a_held_honour_is_freed_once_the_missing_fact_is_known(store: Store) -> None:
    world = make_world(store, codes=("welding",))
    stage_id, first = world.stages["welding", "final"], world.entries["welding"][0]
    with store.transaction() as tx:
        slots = timetables.final_slots(tx, stage_id)
        places = sorted({slot.place for slot in slots})
        for slot in slots:
            slot.entry_id = world.entries["welding"][places.index(slot.place)]
        tx.flush()
        prepare_sheets(tx, sorted({slot.heat_id for slot in slots}))
        know_skill(tx, first, None)
    mark_stage(store, world, "welding", "prelim")
    mark_stage(store, world, "welding", "final")
    with store.reading() as tx:
        claims = stage_view(tx, stage_id).result.claims
    signed = sign(store, world, *claims)
    assert [x.honour.name for x in held_of(store, signed, first)] == ["技师", "高级技师"]
    assert review_held(store, actor=signed.chief, result_id=signed.result_id) == 0
    with store.transaction() as tx:
        know_skill(tx, first, "技师")
    assert review_held(store, actor=signed.chief, result_id=signed.result_id) == 2
    found = {x.honour.name: x.honour for x in lines_of(store, signed) if x.entry.id == first}
    freed, lapsed = found["高级技师"], found["技师"]
    assert freed.state == "candidate"
    assert (lapsed.state, lapsed.granted_at) == ("revoked", None)
    assert not any("尚缺" in zh for zh, _ in freed.reasons)


def know_skill(tx: Session, entry_id: str, level: str | None) -> None:
    person = people.get_person(tx, people.get_entry(tx, entry_id).person_id)
    person.facts = {} if level is None else {"skill_level": level}


def held_of(store: Store, signed: Signed, entry_id: str) -> list[HonourLine]:
    return [
        x for x in lines_of(store, signed) if x.entry.id == entry_id and x.honour.state == "held"
    ]


def test_refusals_speak_both_languages() -> None:
    for refusal in (AlreadyApproved(), NothingChosen(), ReasonNeeded(), AlreadyRevoked()):
        assert isinstance(refusal, Refusal)
        assert refusal.sentence("zh") != refusal.sentence("en")
