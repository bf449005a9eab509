"""The list of contestants."""

from collections.abc import Sequence

from contest.roster.layout import Table
from contest.roster.lines import Line
from contest.roster.people import Facts, person_facts
from contest.roster.problems import Findings
from contest.roster.records import SKILL_LEVELS, ContestantRow
from contest.roster.texts import matching_key
from contest.roster.trades import KnownTrade, find_trades

Read = tuple[Line, ContestantRow]
# The five levels as certificates, forms and habit write them.
LEVELS = {
    word: level
    for number, level in enumerate(SKILL_LEVELS)
    for word in (
        level,
        f"{'五四三二一'[number]}级",
        f"{5 - number}级",
        f"{level}({'五四三二一'[number]}级)",
        f"{'五四三二一'[number]}级/{level}",
        f"{level}/{'五四三二一'[number]}级",
        f"{'五四三二一'[number]}级({level})",
        f"国家职业资格{'五四三二一'[number]}级",
    )
} | {"初级": "初级工", "中级": "中级工", "高级": "高级工", "无": "无", "无等级": "无",
     "初级技能": "初级工", "中级技能": "中级工", "高级技能": "高级工"}  # fmt: skip


def read_contestants(
    table: Table, findings: Findings, *, trades: Sequence[KnownTrade], title: str, facts: Facts
) -> list[Read]:
    """
    Read every row of a list of contestants.

    `title` is the trade of the whole sheet, '' if a column names it. Rows in which no usable
    person or trade was found are left out; why is in the findings.
    """
    read = []
    for number in table.rows:
        line = Line(table=table, row=number, findings=findings)
        person = person_facts(line, facts)
        codes = (title,) if title else read_trades(line, trades)
        if not person["delegation"] and not line.broken("delegation"):
            line.add("missing_delegation", "delegation")
        level = read_level(line)
        if person["name"] and person["id_number"] and codes and person["delegation"]:
            read.append((line, ContestantRow(**person, trades=codes, level=level)))
    return read


def read_trades(line: Line, trades: Sequence[KnownTrade]) -> tuple[str, ...]:
    """Return the codes of the trade column; a piece nobody knows is an error."""
    names = "、".join(trade.name for trade in trades)
    text = line.text("trade")
    if not text:
        if not line.broken("trade"):
            line.add("missing_trade", "trade", trades=names)
        return ()
    found = find_trades(text, trades)
    for piece, suggestion in found.unknown:
        line.add("unknown_trade", "trade", value=piece, suggestion=suggestion, trades=names)
    return found.codes if not found.unknown else ()


def read_level(line: Line) -> str:
    """Return one of the five levels, '' if there is none or nobody knows it."""
    text = line.text("level")
    if not text:
        return ""
    key = matching_key(text)
    level = LEVELS.get(key, "")
    if not level:
        near = [known for known in SKILL_LEVELS if known in key or key in known]
        line.add("unknown_level", "level", value=text, suggestion=near[-1] if near else "")
    return level
