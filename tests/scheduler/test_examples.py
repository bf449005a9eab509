"""The contests to try things with: the same for a seed, and of the size asked for."""

from __future__ import annotations

import pytest

from scheduler.examples import SIZES, contest


@pytest.mark.parametrize("size", ["S", "M"])
def test_a_size_and_a_seed_give_one_contest(size: str) -> None:
    problem = contest(SIZES[size], 3)
    assert problem == contest(SIZES[size], 3)
    assert problem != contest(SIZES[size], 4)
    assert len(problem.trades) == SIZES[size].trades
    people = [person for entry in problem.entries for person in entry.person_ids]
    assert len(set(people)) < len(people), "somebody is in two trades"
