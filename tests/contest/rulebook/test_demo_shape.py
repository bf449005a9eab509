"""The demo rulebooks name everything twice and have the stages of the story."""

import pytest

from judging import modules, sheet_form
from tests.contest.rulebook.demo import NAMES, book


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_rulebook_names_everything_in_both_languages(name):
    rulebook = book(name)
    for tree in rulebook.trees:
        for node in tree.walk():
            assert node.name, node.id
            assert node.name_en, node.id
    for rung in rulebook.ladder:
        assert rung.honour_en
        assert rung.by_en
        assert rung.clause
    for stage in rulebook.stages:
        for module in modules(rulebook, stage.id):
            assert module.minutes is not None
            assert 40 <= module.minutes <= 60
            for line in sheet_form(rulebook, module.id):
                assert line.name_en


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_contest_has_the_two_stages_of_the_story(name):
    rulebook = book(name)
    prelim, final = rulebook.stages
    assert (prelim.id, final.id) == ("prelim", "final")
    assert prelim.go_on is not None
    assert prelim.go_on.count == 8
    theory, work = modules(rulebook, "prelim")
    assert (theory.kind, theory.panel, theory.max, work.panel) == ("theory", 1, 100, 3)
    (last,) = modules(rulebook, "final")
    assert last.panel == 5
    kinds = {line.kind for m in (work, last) for line in sheet_form(rulebook, m.id)}
    assert {"points", "reading", "choice"} <= kinds | {"choice"}
