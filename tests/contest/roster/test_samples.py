"""The sample rosters: what an organiser's files look like when they are right."""

from collections import Counter
from pathlib import Path

import pytest

from contest.presets.make_rosters import main
from contest.roster import Preview
from tests.contest.roster.making import ROSTERS, read

CODES = ("lamian", "welding", "courier")


@pytest.fixture(scope="module")
def previews() -> dict[str, Preview]:
    return {code: read(ROSTERS / f"{code}.xlsx", f"{code}.xlsx") for code in CODES}


def test_the_committed_rosters_are_what_the_script_makes(tmp_path: Path) -> None:
    main(tmp_path)

    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (ROSTERS / made.name).read_bytes(), made.name
    assert len(list(tmp_path.iterdir())) == len(list(ROSTERS.iterdir())) == 4


def test_the_samples_are_read_without_any_problem(previews: dict[str, Preview]) -> None:
    assert [problem.zh for p in previews.values() for problem in p.problems] == []
    assert [p.left_out for p in previews.values()] == [0, 0, 0]


def test_the_samples_hold_the_contest_of_the_story(previews: dict[str, Preview]) -> None:
    for code, preview in previews.items():
        assert [row.trades for row in preview.contestants] == [(code,)] * 32
        assert Counter(row.role for row in preview.judges) == {"judge": 7, "chief_judge": 1}
        assert all(licence.certificate for row in preview.judges for licence in row.licences)
    assert sum(len(p.venues) for p in previews.values()) == 5
    assert [len(p.workstations) for p in previews.values()] == [12, 16, 12]
    theory = [venue for p in previews.values() for venue in p.venues if venue.code == "TH"]
    assert theory[0].seats >= 96
    senders = {row.delegation for p in previews.values() for row in p.contestants}
    assert len(senders) == 24


def test_some_judges_work_for_a_delegation_and_some_do_not(previews: dict[str, Preview]) -> None:
    for preview in previews.values():
        senders = {row.delegation for row in preview.contestants}
        at_home = sum(judge.employer in senders for judge in preview.judges)
        assert 0 < at_home < len(preview.judges)


def test_nobody_is_in_the_samples_twice(previews: dict[str, Preview]) -> None:
    people = [row for p in previews.values() for row in (*p.contestants, *p.judges)]

    assert len({row.id_number for row in people}) == len(people) == 120
    assert len({row.name for row in people}) == 120
    assert len({row.phone for row in people}) == 120


def test_the_samples_hold_the_kinds_of_names_that_break_layouts(
    previews: dict[str, Preview],
) -> None:
    names = {row.name for p in previews.values() for row in p.contestants}

    assert {
        "阿卜杜热合曼·买买提",
        "欧阳喆",
        "王䶮",
        "李㛃",
        "马𬱖",
        "司马彧",
        "哈斯其其格",
    } <= names
    assert {2, 3, 5} <= {len(name) for name in names}
