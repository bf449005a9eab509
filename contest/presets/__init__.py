"""Rulebooks and rosters that come with the product."""

from pathlib import Path

FOLDER = Path(__file__).parent


def preset(code: str) -> str:
    """Return the text of the rulebook that comes with a trade's code (`lamian`)."""
    return (FOLDER / f"{code}.yaml").read_text(encoding="utf-8")


def sample_roster(code: str) -> Path:
    """Return the sample workbook of a trade's code."""
    return FOLDER / "rosters" / f"{code}.xlsx"
