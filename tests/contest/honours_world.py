"""A signed result with claims in every state, for tests of honours, documents and certificates."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from contest.operations.honours import claim_honours
from contest.security import Actor
from contest.store import contests, honours, results, rulebooks
from contest.store.engine import Store
from contest.store.honours import HonourLine
from judging import Claim
from tests.contest.factories import World, make_world

PICTURE: dict[str, Any] = {
    "counts": {"entries": 0, "final": 0, "waiting": 0},
    "places": None,
    "rows": [],
}


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A world whose welding final is signed; `claims` were written under `result_id`."""

    world: World
    stage_id: str
    trade_id: str
    result_id: str

    @property
    def organiser(self) -> Actor:
        return self.world.organiser

    @property
    def chief(self) -> Actor:
        return self.world.chiefs["welding"]


def claim(entry_id: str, honour: str = "技术状元", **facts: object) -> Claim:
    given: dict[str, Any] = {
        "entry_id": entry_id,
        "honour": honour,
        "honour_en": "Champion of the Trade",
        "kind": "designation",
        "act": "grant",
        "by": "主办工会",
        "state": "candidate",
        "rank": 1,
        "clause": "组委会补充规定：第 1 名",
        "reasons": (("决赛第 1 名", "rank 1 in Final"),),
    }
    return Claim(**{**given, **facts})


def sign(store: Store, world: World, *claims: Claim, rows: list[object] | None = None) -> Signed:
    """Sign the welding final with these claims, as the chief judge's signature does."""
    stage_id = world.stages["welding", "final"]
    with store.transaction() as tx:
        stage, trade = contests.stage_with_trade(tx, stage_id)
        book = rulebooks.current_rulebook(tx, trade.id)
        assert book is not None
        result = results.add_result(
            tx,
            stage_id,
            rulebook_id=book.id,
            picture={**PICTURE, "rows": rows or []},
            sha256="0" * 64,
            signed_by=world.chiefs["welding"].staff_id,
        )
        stage.state = "signed"
        view: Any = SimpleNamespace(result=SimpleNamespace(claims=claims))
        claim_honours(tx, result_id=result.id, view=view)
        return Signed(world=world, stage_id=stage_id, trade_id=trade.id, result_id=result.id)


def signed_world(store: Store) -> Signed:
    """Sign a final with two candidates, one held back, one recommended."""
    world = make_world(store, codes=("welding", "courier"))
    first, second, third, _ = world.entries["welding"]
    return sign(
        store,
        world,
        claim(first),
        claim(first, "一等奖", kind="prize", by="组委会"),
        claim(second, "技术能手", rank=2),
        claim(third, "技师", kind="promotion", state="held", missing=("skill_level",), rank=3),
        claim(first, "五一劳动奖章", act="recommend", state="recommended", by="上级工会"),
    )


def lines_of(store: Store, signed: Signed) -> list[HonourLine]:
    with store.reading() as tx:
        lines = honours.honours_of(tx, signed.world.contest_id, result_id=signed.result_id)
        tx.expunge_all()
        return lines


def ids_of(store: Store, signed: Signed, *names: str) -> list[str]:
    return [x.honour.id for x in lines_of(store, signed) if x.honour.name in names]


def set_stage(store: Store, signed: Signed, state: str) -> None:
    with store.transaction() as tx:
        stage, _ = contests.stage_with_trade(tx, signed.stage_id)
        stage.state = state
