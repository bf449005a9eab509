"""Comparing rows with each other: doubled people, two trades, contestants who are judges."""

from collections.abc import Sequence
from dataclasses import replace

from contest.roster.contestants import Read as ContestantRead
from contest.roster.judges import Read as JudgeRead
from contest.roster.lines import Line
from contest.roster.records import ContestantRow, JudgeRow
from contest.roster.trades import KnownTrade


def compare_contestants(read: Sequence[ContestantRead], trades: Sequence[KnownTrade]) -> None:
    """Note people listed twice, and people in two trades."""
    names = {trade.code: trade.name for trade in trades}
    people: dict[str, ContestantRead] = {}
    entries: dict[tuple[str, str], Line] = {}
    by_call: dict[tuple[str, str], ContestantRead] = {}
    for line, row in read:
        if len(row.trades) > 1:
            note_two_trades(line, row, names)
        first_line, first = people.setdefault(row.id_number, (line, row))
        again = [entries[key] for code in row.trades if (key := (row.id_number, code)) in entries]
        if first.name != row.name:
            note_two_names(line, row, first_line, first)
        elif again:
            other = again[0].place("id_number", line)
            line.add("duplicate_id", "id_number", value=row.id_number, other=other)
        elif first_line is not line:
            line.add(
                "two_trades",
                "trade",
                value=row.id_number,
                here=said(row.trades, names),
                there=said(first.trades, names),
                other=first_line.place("trade", line),
            )
        for code in row.trades:
            entries.setdefault((row.id_number, code), line)
        compare_call(line, row, by_call)


def note_two_trades(line: Line, row: ContestantRow, names: dict[str, str]) -> None:
    """Note one cell that names two trades."""
    line.add(
        "two_trades",
        "trade",
        value=row.id_number,
        here=names[row.trades[0]],
        there=said(row.trades[1:], names),
        other=line.at("trade"),
    )


def note_two_names(
    line: Line,
    row: ContestantRow | JudgeRow,
    first_line: Line,
    first: ContestantRow | JudgeRow,
) -> None:
    """Note one ID number under two names, at both places: nobody knows which is right."""
    for here, mine, there, other in (
        (line, row, first_line, first),
        (first_line, first, line, row),
    ):
        here.add(
            "one_id_two_names",
            "id_number",
            value=mine.id_number,
            name=mine.name,
            other_name=other.name,
            other=there.place("id_number", here),
        )


def compare_call(
    line: Line, row: ContestantRow, by_call: dict[tuple[str, str], ContestantRead]
) -> None:
    """Note the same name with the same telephone under another ID number."""
    if not row.phone:
        return
    first_line, first = by_call.setdefault((row.name, row.phone), (line, row))
    if first.id_number != row.id_number:
        other = first_line.place("name", line)
        line.add("duplicate_person", "name", value=row.name, name=row.name, other=other)


def compare_judges(
    read: Sequence[JudgeRead], contestants: Sequence[ContestantRead], trades: Sequence[KnownTrade]
) -> list[JudgeRead]:
    """Return the judges, one per person; rows of one judge for several trades are joined."""
    names = {trade.code: trade.name for trade in trades}
    competing = {row.id_number: line for line, row in contestants}
    chiefs: dict[str, Line] = {}
    kept: dict[str, JudgeRead] = {}
    for line, row in read:
        if row.id_number in competing:
            other = competing[row.id_number].place("id_number", line)
            line.add("contestant_is_judge", "id_number", value=row.id_number, other=other)
        if row.role == "chief_judge":
            for licence in row.licences:
                chief = chiefs.setdefault(licence.trade, line)
                if chief is not line:
                    other = chief.place("role", line)
                    line.add("two_chief_judges", "role", trade=names[licence.trade], other=other)
        if row.id_number not in kept:
            kept[row.id_number] = (line, row)
            continue
        first_line, first = kept[row.id_number]
        known = {licence.trade for licence in first.licences}
        if first.name != row.name:
            note_two_names(line, row, first_line, first)
        elif known & {licence.trade for licence in row.licences}:
            other = first_line.place("id_number", line)
            line.add("duplicate_id", "id_number", value=row.id_number, other=other)
        else:
            other = first_line.place("id_number", line)
            line.add("judge_in_two_rows", "id_number", value=row.id_number, other=other)
            joined = replace(first, licences=first.licences + row.licences)
            kept[row.id_number] = (first_line, joined)
    return list(kept.values())


def said(codes: Sequence[str], names: dict[str, str]) -> str:
    """Return the names of trades for a sentence."""
    return "、".join(names[code] for code in codes)
