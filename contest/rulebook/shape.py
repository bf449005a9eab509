"""The common shape of a rulebook from a few answers: theory beside practice, a panel, prizes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contest.rulebook.writer import dump
from judging.numbers import number

MOST_ASPECTS = 200
JOINS: dict[str, object] = {
    "mean": "mean",
    "trimmed": {"join": "trimmed_mean", "high": 1, "low": 1},
    "median": "median",
}
HEAD = (
    "# 由常用格式生成；请核对后保存，规程没有写明的地方写 unstated。\n"
    "# Made from the common shape; look it through, and write unstated where the text is silent.\n"
)


class ShapeUnfit(ValueError):
    """An answer that makes no rulebook; ``zh`` and ``en`` say which."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """
    What the form asks. ``theory`` is the share of the theory paper in percent, 0 without one;
    ``aspects`` is one `name maximum` a line; ``prizes`` are how many of each, best first.
    """

    trade: str
    title: str
    theory: int
    judges: int
    join: str
    minutes: int
    aspects: str
    places: int
    prizes: tuple[int, ...]


def shape_text(shape: Shape) -> str:
    """Return the YAML of a shape; raise ``ShapeUnfit`` for answers that contradict each other."""
    aspects = _aspects(shape.aspects)
    if shape.join not in JOINS or not 0 <= shape.theory < 100 or not 1 <= shape.judges <= 15:
        raise ShapeUnfit(
            "理论占比须为 0 至 99，裁判 1 至 15 名。", "Theory is 0 to 99 %, judges are 1 to 15."
        )
    if shape.minutes < 1 or not 0 <= shape.places <= 4 or min(shape.prizes) < 0:
        raise ShapeUnfit(
            "时长、小数位和各奖项人数须为数字（小数 0 至 4 位）。",
            "Minutes, decimal places (0 to 4) and numbers of prizes must be figures.",
        )
    if shape.join == "trimmed" and shape.judges < 3:
        raise ShapeUnfit(
            "去掉最高最低至少要 3 名裁判。", "Dropping the highest and lowest needs 3 judges."
        )
    practice: dict[str, Any] = {
        "id": "practice",
        "name": "实操",
        "name_en": "Practice",
        "level": "module",
        "minutes": shape.minutes,
        "judges": shape.judges,
        "max": sum((most for _, most in aspects), Decimal(0)),
        "combine": "sum",
        "parts": [
            {
                "id": f"a{n}",
                "name": name,
                "max": most,
                "step": Decimal("0.5"),
                "panel": {"join": JOINS[shape.join]},
            }
            for n, (name, most) in enumerate(aspects, start=1)
        ],
    }
    steps = [{"round": {"places": shape.places, "mode": "half_up"}}]
    total: dict[str, Any] = {"id": "total", "name": "总成绩", "name_en": "Total", "max": 100}
    if shape.theory:
        theory = {
            "id": "theory",
            "name": "理论",
            "name_en": "Theory",
            "level": "module",
            "kind": "theory",
            "minutes": 60,
            "max": 100,
            "step": Decimal("0.5"),
            "weight": f"{shape.theory}%",
            "mark": "points",
        }
        practice["weight"] = f"{100 - shape.theory}%"
        total["combine"] = {"join": "weighted", "weigh": "of_hundred"}
        total["parts"] = [theory, practice]
    else:
        total["combine"] = "sum"
        total["parts"] = [practice]
    total["then"] = steps
    book: dict[str, Any] = {
        "rulebook": re.sub(r"[^a-z0-9]+", "_", shape.trade.casefold()).strip("_") or "rulebook",
        "title": shape.title or shape.trade,
        "trade": shape.trade,
        "scheme": total,
        "stages": [
            {
                "id": "final",
                "name": "决赛",
                "name_en": "Final",
                "node": "total",
                "ranking": "overall",
            }
        ],
        "rankings": {
            "overall": {
                "name": "总成绩",
                "name_en": "Total",
                "by": ["total high", "practice high"],
                "tail": "lots",
            }
        },
        "ladder": list(_prizes(shape.prizes)),
    }
    return HEAD + dump(book)


def _aspects(text: str) -> list[tuple[str, Decimal]]:
    """One aspect a line, its maximum last: ``焊缝成形 20`` or ``Shape of the weld, 20``."""
    found = []
    for n, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = re.match(r"^(.*?)[\s,，、:：]+(\d+(?:\.\d+)?)\s*$", line.strip())
        most = number(match[2]) if match else None
        if match is None or most is None or most <= 0 or not match[1]:
            raise ShapeUnfit(
                f"第 {n} 行“{line.strip()}”须写成“评分点 满分”，例如“焊缝成形 20”。",
                f"Write line {n}, “{line.strip()}”, as “name maximum”, such as “Weld 20”.",
            )
        found.append((match[1], most))
    if not 1 <= len(found) <= MOST_ASPECTS:
        raise ShapeUnfit(
            f"请写出评分点，每行一个，最多 {MOST_ASPECTS} 个。",
            f"Write the aspects, one a line, at most {MOST_ASPECTS}.",
        )
    return found


def _prizes(counts: tuple[int, ...]) -> Iterator[dict[str, object]]:
    """First, second and third prize on the places after each other."""
    names = (("一等奖", "First prize"), ("二等奖", "Second prize"), ("三等奖", "Third prize"))
    place = 1
    for count, (zh, en) in zip(counts, names, strict=False):
        if count > 0:
            last = place + count - 1
            ranks = str(place) if count == 1 else f"{place}..{last}"
            yield {"honour": zh, "honour_en": en, "kind": "prize", "in": "overall", "ranks": ranks}
            place = last + 1
