"""
How often a planted bias is found, and how often an innocent judge is flagged:
`python -m benchmarks.judges [--runs 200] [--write]`.

A panel marks every entry on five aspects of 0 to 10 in halves, each judge with his own error of
6 % of the scale. One judge is given a bias; the others have none. Everything follows from seeds.
``--write`` keeps the tables under `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from judging.judges import PanelMark, judge_figures

RESULTS = Path(__file__).parent / "results" / "judges.md"
ASPECTS = 5
NOISE = 0.6
REGIONS = 6
WIDTH = Decimal(10)
FIELDS = ((12, 3), (30, 3), (30, 5), (120, 5))
"""Entries and judges of a panel."""
PLANTED = (
    ("severity", 3),
    ("severity", 5),
    ("severity", 10),
    ("tilt", 5),
    ("tilt", 10),
    ("tilt", 20),
)
"""What the first judge does, in percent of the scale."""


@dataclass(frozen=True)
class Found:
    """How often the biased judge was flagged for it, and how many innocents were flagged at all."""

    found: float
    wronged: float


def field(
    rng: random.Random, entries: int, judges: int, kind: str, percent: int
) -> list[PanelMark]:
    """Marks of one contest; judge 0 carries the bias, judge n comes from region n."""
    marks = []
    for entry in range(entries):
        region = entry % REGIONS
        for aspect in range(ASPECTS):
            worth = rng.uniform(4, 9)
            for judge in range(judges):
                shift = percent / 10 if judge == 0 and (kind == "severity" or region == 0) else 0
                value = round(2 * (worth + rng.gauss(0, NOISE) + shift)) / 2
                marks.append(
                    PanelMark(
                        judge=str(judge),
                        entry=str(entry),
                        aspect=str(aspect),
                        value=Decimal(str(min(max(value, 0), 10))),
                        width=WIDTH,
                        home=region == judge % REGIONS,
                        high=int(judges > 3),
                        low=int(judges > 3),
                    )
                )
    return marks


def simulate(entries: int, judges: int, kind: str, percent: int, runs: int) -> Found:
    """Play so many contests; their seeds count up from the same number each time."""
    hits = wronged = 0
    for run in range(runs):
        rng = random.Random(f"{entries}/{judges}/{kind}/{percent}/{run}")
        for figures in judge_figures(field(rng, entries, judges, kind, percent)):
            if figures.judge == "0" and percent:
                hits += kind in figures.flags
            else:
                wronged += bool(figures.flags)
    innocents = judges - bool(percent)
    return Found(found=hits / runs, wronged=wronged / (runs * innocents))


def table(runs: int) -> str:
    """Return both tables as Markdown."""
    lines = ["| entries | judges | innocent judge flagged, nobody biased |", "|---|---|---|"]
    for entries, judges in FIELDS:
        none = simulate(entries, judges, "none", 0, runs)
        lines.append(f"| {entries} | {judges} | {none.wronged:.1%} |")
    lines += [
        "",
        "| entries | judges | planted | found | innocent beside him flagged |",
        "|---|---|---|---|---|",
    ]
    for entries, judges in FIELDS:
        for kind, percent in PLANTED:
            got = simulate(entries, judges, kind, percent, runs)
            planted = f"{entries} | {judges} | {kind} {percent} %"
            lines.append(f"| {planted} | {got.found:.0%} | {got.wronged:.1%} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the tables; write them where asked."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.judges", description=__doc__)
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    text = table(options.runs)
    print(text)
    if options.write:
        head = f"# Judges: what the figures find\n\n{options.runs} contests each.\n\n"
        RESULTS.write_text(head + text, "utf-8")


if __name__ == "__main__":
    main()
