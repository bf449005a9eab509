"""A trade of one stage with one aspect that three judges mark, so that tests choose every score."""

from collections.abc import Sequence

from contest.ids import new_id
from contest.operations.marking import Operation, enter_operations
from contest.operations.signing import sign_sheets
from contest.store import sheets
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.hands import work_of

BOOK = """
rulebook: small
title: 小规程
trade: 焊工
scales: {skill_level: [初级工, 中级工, 高级工, 技师]}
scheme:
  id: total
  name: 总成绩
  name_en: Total
  max: 100
  combine: sum
  parts:
    - id: work
      name: 焊接操作
      name_en: Welding
      level: module
      judges: 3
      minutes: 60
      max: 100
      combine: sum
      clause: 第五条
      parts:
        - id: seam
          name: 焊缝
          name_en: Seam
          max: 100
          step: 0.5
          panel: {join: mean}
          clause: 第六条
  then: [{round: {places: 1, mode: half_up}, clause: 第七条}]
stages: [{id: final, name: 决赛, name_en: Final, node: total, ranking: overall}]
rankings: {overall: {name: 决赛, name_en: Final, by: [total high], tail: lots}}
ladder:
  - {honour: 金奖, honour_en: Gold, in: overall, kind: prize, ranks: 1, by: 组委会, clause: 第九条}
  - {honour: 技师, honour_en: Technician, in: overall, kind: promotion, ranks: 1..2,
     needs: [skill_level = 高级工], by: 人社部门, clause: 第十条}
"""


def small_world(store: Store, book: str = BOOK, *, entries: int = 4) -> World:
    """Make the contest; `entries[...]` and judges are those of ``welding``."""
    return make_world(store, codes=("welding",), entries=entries, books={"welding": book})


def stage_of(world: World) -> str:
    return world.stages["welding", "final"]


def give(
    store: Store, world: World, marks: Sequence[Sequence[float]], *, sign: bool = True
) -> None:
    """Let each judge give each entry his mark and submit, then let the chief judge sign."""
    wanted = dict(zip(world.entries["welding"], marks, strict=True))
    with store.reading() as tx:
        owner = {s.id: s.entry_id for s in sheets.sheets_of_stage(tx, stage_of(world))}
    for seat, judge in enumerate(world.judges["welding"][:3]):
        operations = []
        for sheet in work_of(store, judge):
            if sheet["state"] not in {"open", "reopened"} or owner[sheet["id"]] not in wanted:
                continue
            value = wanted[owner[sheet["id"]]][seat]
            operations += [
                Operation(
                    id=new_id(),
                    kind="mark",
                    sheet_id=sheet["id"],
                    aspect_id="seam",
                    value=str(value),
                ),
                Operation(id=new_id(), kind="submit", sheet_id=sheet["id"]),
            ]
        answers = enter_operations(store, actor=judge, operations=operations)
        assert {answer["status"] for answer in answers} <= {"applied"}, answers
    if sign:
        sign_sheets(
            store, actor=world.chiefs["welding"], stage_id=stage_of(world), sheet_ids=list(owner)
        )
