"""Shops in which only places and orders bind: lists, swaps and their graph, against brute force."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from scheduler import rolling_swaps
from scheduler.problem import (
    Problem,
    Venue,
)
from scheduler.rolling import Rolling
from scheduler.rolling_first import plans
from scheduler.rolling_graph import Graph
from scheduler.rolling_model import stretches
from scheduler.rolling_swaps import improve, plain
from tests.scheduler import samples
from tests.scheduler.rolling_samples import (
    job_shop,
    open_shop,
    random_jobs,
    solved,
    value_of,
)


def shortest(problem: Problem) -> int:
    """The least last end of a job shop, by every order in which operations can be appended."""
    jobs = [trade.stages[0].modules for trade in problem.trades]

    def best(done: tuple[int, ...], ready: tuple[int, ...], free: dict[str, int]) -> int:
        ends = [max(ready)] if all(n == len(j) for n, j in zip(done, jobs, strict=True)) else []
        for n, job in enumerate(jobs):
            for way in job[done[n]].stations if done[n] < len(job) else ():
                end = max(ready[n], free.get(way.workstation_id, 0)) + (way.minutes or 0)
                ends.append(
                    best(
                        (*done[:n], done[n] + 1, *done[n + 1 :]),
                        (*ready[:n], end, *ready[n + 1 :]),
                        {**free, way.workstation_id: end},
                    )
                )
        return min(ends)

    return best((0,) * len(jobs), (0,) * len(jobs), {})


@pytest.mark.parametrize(("seed", "most"), [(1, 1), (2, 1), (3, 2), (4, 2)])
def test_brute_force_agrees_with_the_optimum_of_small_shops(seed: int, most: int) -> None:
    problem = random_jobs(seed, 3, 2, most)
    table, solution = solved(problem)
    assert solution.status == "optimal"
    assert value_of(table) == (3 * shortest(problem),) * 2


def first_plan(rolling: Rolling) -> Any:
    return next(plans(rolling, random.Random(1)))


@pytest.mark.parametrize("most", [1, 3])
def test_swaps_shorten_a_plan_and_the_lengths_they_tell_are_true(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolling_swaps, "PATIENCE", 40)
    problem = random_jobs(5, 6, 5, most)
    rolling = Rolling(problem)
    found: list[tuple[Any, int]] = []
    begun = first_plan(rolling)
    steps = iter(range(4000))
    improve(
        rolling, begun, 0, random.Random(2), lambda plan, length: found.append((plan, length)),
        lambda: next(steps, None) is not None,
    )  # fmt: skip
    lengths = [length for _, length in found]
    assert lengths == sorted(set(lengths), reverse=True)
    assert lengths[-1] < max(rolling.finishes(begun))
    for plan, length in found:
        assert max(rolling.finishes(plan)) == length
        graph = Graph(rolling, plan)
        assert graph.length <= length
    table, _ = solved(problem)
    assert value_of(table)[1] <= 6 * lengths[-1]


def test_a_circle_is_noticed_and_the_graph_can_be_restored() -> None:
    rolling = Rolling(job_shop(((("a", 3),), (("b", 3),)), ((("b", 3),), (("a", 3),))))
    graph = Graph(rolling, ((0, 0), (0, 3), (0, 0), (0, 3)))
    kept, length = graph.kept(), graph.length
    a, b = graph.place[0], graph.place[1]
    assert graph.carry_out((3, 0), a, 4, 4)
    assert not graph.carry_out((1, 2), b, 4, 4)
    graph.restore(kept)
    assert graph.length == length == 6


def test_shops_are_plain_and_what_else_binds_is_not() -> None:
    shop = random_jobs(1, 2, 2)
    assert plain(Rolling(shop))
    assert not plain(Rolling(open_shop()))
    assert not plain(Rolling(replace(shop, venues=(Venue(id="shop", name="s", power_kw=9),))))
    assert not plain(Rolling(replace(shop, step_min=5)))


def test_workstations_that_nothing_tells_apart_are_one_pool() -> None:
    ways = (("a", 3), ("b", 3), ("c", 4))
    shop = job_shop((ways,), (ways,))
    unused = samples.benches("lathe", "shop", 1)
    pools = Rolling(replace(shop, workstations=(*shop.workstations, *unused))).pools
    assert sorted(pool.places for pool in pools) == [("a", "b"), ("c",)]


def test_lists_that_find_no_place_come_to_an_end() -> None:
    rolling = Rolling(open_shop(4, (300,), days=(samples.day(0),)))
    assert list(islice(plans(rolling, random.Random(1)), 5)) == []


def test_stretches_are_cut_to_their_limits() -> None:
    assert stretches(0b1110110, 0, 9) == [[1, 2], [4, 6]]
    assert stretches(0b1110110, 2, 5) == [[2, 2], [4, 5]]
    assert stretches(0b1110110, 5, 4) == []
