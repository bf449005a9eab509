"""Versions of a rulebook: free before the first mark, three names and a shown difference after."""

import pytest

from contest.errors import NotAllowed, NotFound, Refusal
from contest.operations import rulebooks as operations
from contest.operations.results import sign_result, withdraw_result
from contest.queries.rulebook_page import Proposal, rulebook_page
from contest.queries.standings import stage_view
from contest.security import Actor
from contest.store import rulebooks
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.small_world import BOOK, give, small_world, stage_of

MARKS: list[list[float]] = [[90, 90, 30], [80, 80, 80], [65, 65, 65], [60, 60, 60]]
# Of 90, 90 and 30 the mean is 70, the median 90: the first entry moves from rank 2 to 1.
MEDIAN = BOOK.replace("panel: {join: mean}", "panel: {join: median}")


def load(store: Store, world: World, text: str, reason: str = "组委会决定改用中位数") -> str:
    return operations.load_rulebook(
        store,
        actor=world.organiser,
        trade_id=world.trades["welding"],
        text=text,
        reason=reason,
    )


def in_force(store: Store, world: World) -> int:
    with store.reading() as tx:
        row = rulebooks.current_rulebook(tx, world.trades["welding"])
        assert row is not None
        return row.version


def proposal(store: Store, world: World, viewer: Actor) -> Proposal | None:
    with store.reading() as tx:
        found = rulebook_page(tx, viewer, None).proposal
        tx.expunge_all()
    return found


def agree(store: Store, actor: Actor, rulebook_id: str) -> bool:
    return operations.agree_rulebook(store, actor=actor, rulebook_id=rulebook_id)


def ranks(store: Store, world: World) -> list[int | None]:
    with store.reading() as tx:
        found = {s.entry_id: s.rank for s in stage_view(tx, stage_of(world)).result.standings}
    return [found[entry] for entry in world.entries["welding"]]


def test_before_the_first_mark_a_new_version_is_in_force_at_once(store: Store) -> None:
    world = small_world(store)
    load(store, world, MEDIAN, reason="")
    assert in_force(store, world) == 2
    load(store, world, MEDIAN)
    assert in_force(store, world) == 2


def test_after_it_three_names_are_needed_and_the_difference_is_shown(store: Store) -> None:
    world = small_world(store)
    chief = world.chiefs["welding"]
    give(store, world, MARKS)
    assert ranks(store, world)[1] == 1
    with pytest.raises(Refusal, match="reason"):
        load(store, world, MEDIAN, reason=" ")
    row = load(store, world, MEDIAN)
    assert in_force(store, world) == 1
    shown = proposal(store, world, chief)
    assert shown is not None
    (change,) = shown.changes
    moved = {one.entry.id: one for one in change.moved}
    first, second = world.entries["welding"][:2]
    assert (moved[first].before.rank, moved[first].after.rank) == (2, 1)
    assert (moved[second].before.rank, moved[second].after.rank) == (1, 2)
    assert moved[first].after.honours == (("金奖", "Gold"), ("技师", "Technician"))
    assert [line.role for line in shown.names] == ["organiser"]
    assert ("+", "          panel: {join: median}") in shown.lines
    assert agree(store, chief, row) is False
    with pytest.raises(operations.NamedAlready):
        agree(store, chief, row)
    assert agree(store, world.supervisor, row) is True
    assert in_force(store, world) == 2
    assert ranks(store, world)[0] == 1
    with pytest.raises(operations.NotProposed):
        agree(store, world.supervisor, row)


def test_a_newer_proposal_overtakes_and_one_taken_back_is_gone(store: Store) -> None:
    world = small_world(store)
    give(store, world, MARKS)
    first = load(store, world, MEDIAN)
    second = load(store, world, MEDIAN.replace("places: 1", "places: 0"))
    with pytest.raises(operations.NotProposed):
        agree(store, world.supervisor, first)
    operations.drop_rulebook(store, actor=world.organiser, rulebook_id=second)
    assert proposal(store, world, world.organiser) is None
    assert in_force(store, world) == 1


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("step: 0.5", "step: 1", "work/seam"),
        ("judges: 3", "judges: 5", "final/work"),
        ("id: seam", "id: bead", "work/seam"),
    ],
)
def test_sheets_that_marks_were_given_on_stay_as_they_are(
    store: Store, old: str, new: str, where: str
) -> None:
    world = small_world(store)
    give(store, world, MARKS)
    with pytest.raises(operations.OtherSheets) as refused:
        load(store, world, BOOK.replace(old, new))
    assert where in refused.value.sentence("zh")


def test_a_signed_result_must_be_withdrawn_before_a_version_that_changes_it(store: Store) -> None:
    world = small_world(store, BOOK.replace("tail: lots", "tail: share"))
    chief = world.chiefs["welding"]
    give(store, world, MARKS)
    sign_result(store, actor=chief, stage_id=stage_of(world))
    row = load(store, world, MEDIAN)
    with pytest.raises(operations.ChangesSigned):
        agree(store, chief, row)
    withdraw_result(store, actor=chief, stage_id=stage_of(world), reason="规程修改")
    agree(store, chief, row)
    assert agree(store, world.supervisor, row) is True


def test_only_those_who_must_agree_may_and_only_to_their_own_trade(store: Store) -> None:
    world = small_world(store)
    give(store, world, MARKS)
    row = load(store, world, MEDIAN)
    for actor in (world.registrar, world.coding_judge, world.judges["welding"][0]):
        with pytest.raises(NotAllowed):
            agree(store, actor, row)
    other = make_world(store, codes=("lamian",))
    for actor in (other.chiefs["lamian"], other.supervisor):
        with pytest.raises(NotFound):
            agree(store, actor, row)
