"""What is wrong in a workbook: where, how bad, in words, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from contest.roster.cells import cell_name
from contest.roster.sentences import SENTENCES, Sentence
from contest.roster.texts import masked

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """
    One finding. An error keeps its row out; a warning only wants to be seen.

    `cell` is as the spreadsheet names it (C7), `value_masked` what may be shown of its content,
    `suggestion` what was probably meant, '' if nothing is near.
    """

    sheet: str
    cell: str
    row: int
    severity: str
    key: str
    zh: str
    en: str
    value_masked: str = ""
    suggestion: str = ""

    def __post_init__(self) -> None:
        if self.severity not in (ERROR, WARNING) or self.key not in SENTENCES:
            raise ValueError(f"no such problem: {self.severity} {self.key}")


@dataclass(frozen=True, kw_only=True)
class Group:
    """All problems of one kind, with the kind's title."""

    key: str
    severity: str
    title: str
    title_en: str
    problems: tuple[Problem, ...]


@dataclass
class Findings:
    """Collects the problems of one workbook."""

    # A dictionary keeps the order of finding and refuses doubles in one step each.
    seen: dict[Problem, None] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return everything found, in the order of finding."""
        return tuple(self.seen)

    def add(
        self,
        key: str,
        sheet: str,
        row: int,
        column: int,
        /,
        *,
        value: str = "",
        suggestion: str = "",
        **facts: object,
    ) -> None:
        """Note a problem once; facts fill its sentence and are masked like the value."""
        kind: Sentence = SENTENCES[key]
        cell = cell_name(row, column)
        shown = {name: masked(str(fact)) for name, fact in facts.items()}
        shown |= {"cell": cell, "value": masked(value), "suggestion": masked(suggestion)}
        meant_zh = f"您是不是要填“{shown['suggestion']}”？" if suggestion else ""
        meant_en = f" Did you mean “{shown['suggestion']}”?" if suggestion else ""
        problem = Problem(
            sheet=sheet,
            cell=cell,
            row=row,
            severity=kind.severity,
            key=key,
            zh=kind.zh.format(**shown) + meant_zh,
            en=kind.en.format(**shown) + meant_en,
            value_masked=shown["value"],
            suggestion=shown["suggestion"],
        )
        self.seen[problem] = None

    def wrong_rows(self) -> set[tuple[str, int]]:
        """Return sheet and row of everything that may not be saved."""
        return {(p.sheet, p.row) for p in self.problems if p.severity == ERROR}


def grouped(problems: Iterable[Problem]) -> tuple[Group, ...]:
    """Return the problems by kind: errors first, the most frequent kind first."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.key, []).append(problem)
    groups = (
        Group(
            key=key,
            severity=SENTENCES[key].severity,
            title=SENTENCES[key].title,
            title_en=SENTENCES[key].title_en,
            problems=tuple(found),
        )
        for key, found in kinds.items()
    )
    return tuple(
        sorted(groups, key=lambda group: (group.severity, -len(group.problems), group.key))
    )
