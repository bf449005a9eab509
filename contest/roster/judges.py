"""The list of judges with their certificates."""

import re
from collections.abc import Sequence

from contest.roster.contestants import read_trades
from contest.roster.layout import Table
from contest.roster.lines import Line
from contest.roster.people import Facts, person_facts
from contest.roster.problems import Findings
from contest.roster.records import JudgeRow, Licence
from contest.roster.texts import matching_key
from contest.roster.trades import KnownTrade

Read = tuple[Line, JudgeRow]
SEPARATORS = re.compile(r"[、,，;；|\n]")
ROLE_WORDS = {
    "": "judge",
    "裁判": "judge",
    "裁判员": "judge",
    "副裁判长": "judge",
    "评委": "judge",
    "judge": "judge",
    "裁判长": "chief_judge",
    "chiefjudge": "chief_judge",
    "chief": "chief_judge",
    "加密裁判": "coding_judge",
    "加密裁判员": "coding_judge",
    "codingjudge": "coding_judge",
    "监督": "supervisor",
    "监督员": "supervisor",
    "监督组": "supervisor",
    "supervisor": "supervisor",
}


def read_judges(
    table: Table, findings: Findings, *, trades: Sequence[KnownTrade], title: str, facts: Facts
) -> list[Read]:
    """Read every row of a list of judges; `title` is the trade of the whole sheet, '' if none."""
    read = []
    for number in table.rows:
        line = Line(table=table, row=number, findings=findings)
        person = person_facts(line, facts)
        role = read_role(line)
        codes = (title,) if title else read_trades(line, trades)
        licences = read_licences(line, codes, person["name"])
        if person["name"] and person["id_number"] and codes:
            read.append((line, JudgeRow(**person, role=role, licences=licences)))
    return read


def read_role(line: Line) -> str:
    """Return one of `ROLES`; what nobody knows counts as judge."""
    text = line.text("role")
    role = ROLE_WORDS.get(matching_key(text), "")
    if not role:
        line.add("unknown_role", "role", value=text)
    return role or "judge"


def read_licences(line: Line, codes: Sequence[str], name: str) -> tuple[Licence, ...]:
    """Return a licence per trade; one certificate counts for all, several go in their order."""
    certificates = pieces(line.text("certificate"), len(codes))
    levels = pieces(line.text("level"), len(codes))
    if codes and not all(certificates) and not line.broken("certificate"):
        line.add("judge_without_certificate", "certificate", name=name)
    return tuple(
        Licence(trade=code, certificate=certificate, level=level)
        for code, certificate, level in zip(codes, certificates, levels, strict=True)
    )


def pieces(text: str, count: int) -> list[str]:
    """Return `count` pieces of a cell: as many as it holds, else the whole for each."""
    parts = [part.strip() for part in SEPARATORS.split(text)]
    return parts if len(parts) == count and all(parts) else [text] * count
