"""From the text of a rulebook document to the frozen record that the engine runs."""

from contest.rulebook.conditions import read_condition
from contest.rulebook.findings import Finding, Findings, RulebookInvalid
from contest.rulebook.place import Place
from contest.rulebook.rankings import read_ranking
from contest.rulebook.rules import read_conduct, read_fact, read_review, read_rung, read_stage
from contest.rulebook.scheme import read_node
from contest.rulebook.teams import read_team
from contest.rulebook.tree import grow
from judging.check import check
from judging.numbers import exact
from judging.open_points import open_points
from judging.plan import compile_rulebook
from judging.rulebook import Rulebook, StageRule
from judging.scheme import ABSENCES, Node

KEYS = (
    *("rulebook", "trade", "trade_en", "title", "title_en", "source", "scheme", "stages"),
    *(
        "rankings",
        "ladder",
        "conduct",
        "absence",
        "scales",
        "entry_conditions",
        "review",
        "teams",
        "facts",
        "appeals",
        "notes",
    ),
)


def read_rulebook(text: str) -> Rulebook:
    """
    The rulebook of a YAML or JSON document.

    Raises
    ------
    RulebookInvalid
        Every error found, each with line, path and a sentence in zh and en.
    """
    return read_and_check(text)[0]


def read_and_check(text: str) -> tuple[Rulebook, tuple[Finding, ...]]:
    """The rulebook, and what is contradictory, open or worth a note in it; errors are raised."""
    with exact():
        findings = Findings()
        place = Place(grow(text), "", findings)
        book = _book(place)
        if book is not None:
            place.made(lambda: _remark(book, findings))
        errors = tuple(f for f in findings if f.severity == "error")
        if errors or book is None:
            raise RulebookInvalid(errors)
        return book, tuple(findings)


def _remark(book: Rulebook, findings: Findings) -> None:
    """Add what the engine's own check says, at the lines where the things stand."""
    remarks = check(book)
    for remark in remarks:
        line, path = findings.places[remark.where]
        findings.append(
            Finding(line=line, path=path, severity=remark.severity, zh=remark.zh, en=remark.en)
        )
    if any(r.severity == "error" for r in remarks):
        return
    for ask in open_points(compile_rulebook(book)):
        head = ask.key.partition(".")[0].partition(":")[-1] or ask.key.partition(".")[0]
        line, path = _place_of(ask.key, findings, head)
        findings.append(Finding(line=line, path=path, severity="open", zh=ask.zh, en=ask.en))


def _place_of(key: str, findings: Findings, head: str) -> tuple[int, str]:
    """Where an open point stands: by its node, stage, rung or penalty."""
    rung = key.removeprefix("ladder/").rpartition(".")[0]
    for name in (head, f"stages.{head}", f"ladder.{rung}", key):
        if name in findings.places:
            return findings.places[name]
    return 1, "/"


def _book(place: Place) -> Rulebook | None:
    if not place.is_map:
        place.error("竞赛规程须以“键: 值”开头。", "A rulebook starts with “key: value” lines.")
        return None
    place.known(KEYS)
    book_id, trade = place.need("rulebook"), place.need("trade")
    scheme = place.at("scheme")
    roots = list(scheme.items()) if scheme.tree.items is not None else [scheme]
    trees = [read_node(p, judges=None) for p in roots] if place.has("scheme") else []
    made = tuple(t for t in trees if t is not None)
    _doubled(place, made)
    by_id = {n.id: n for t in made for n in t.walk()}
    rankings = {
        name: rule
        for name, inner in place.at("rankings").pairs()
        if (rule := read_ranking(inner, name)) is not None
    }
    stages = tuple(s for p in place.at("stages").items() if (s := read_stage(p, by_id)) is not None)
    if not stages and made and not place.has("stages"):
        stages = (StageRule(id="final", node=made[0].id, ranking=next(iter(rankings), "")),)
    taken: set[str] = set()
    ladder = tuple(r for p in place.at("ladder").items() if (r := read_rung(p, taken)) is not None)
    conduct = tuple(c for p in place.at("conduct").items() if (c := read_conduct(p)) is not None)
    scales = {
        name: tuple(p.text() for p in inner.items()) for name, inner in place.at("scales").pairs()
    }
    absence = {
        cause: place.at("absence").word(cause, (*ABSENCES, "ask", "unstated"), "ask")
        for cause, _ in place.at("absence").pairs()
    }
    entry = [read_condition(p) for p in place.at("entry_conditions").items()]
    review = read_review(place.at("review")) if place.has("review") else None
    teams = tuple(
        team
        for name, inner in place.at("teams").pairs()
        if (team := read_team(inner, name)) is not None
    )
    place.at("appeals").known(("within", "clause"))
    within = place.at("appeals").whole("within")
    facts = {name: read_fact(inner, name) for name, inner in place.at("facts").pairs()}
    if place.findings:
        # What follows from a mistake already named would only hide it.
        return None
    return place.made(
        lambda: Rulebook(
            id=book_id,
            trade=trade,
            trade_en=place.text("trade_en"),
            title=place.text("title"),
            title_en=place.text("title_en"),
            source=place.text("source"),
            trees=made,
            stages=stages,
            rankings=rankings,
            ladder=ladder,
            conduct=conduct,
            absence=absence,
            scales=scales,
            entry_conditions=tuple(c for c in entry if c is not None),
            review=review,
            teams=teams,
            facts=facts,
            appeals_within=within,
        )
    )


def _doubled(place: Place, trees: tuple[Node, ...]) -> None:
    seen: set[str] = set()
    for tree in trees:
        for node in tree.walk():
            if node.id in seen:
                place.error(f"“{node.id}”出现两次。", f"“{node.id}” is used twice.", key="scheme")
            seen.add(node.id)
