"""What a check of the installation found, in both languages, with what to do about it."""

from dataclasses import dataclass
from typing import Literal

import click

Level = Literal["good", "mind", "bad"]
SIGNS: dict[Level, tuple[str, str]] = {
    "good": ("✓", "green"),
    "mind": ("!", "yellow"),
    "bad": ("✗", "red"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check's outcome; `mind` is for what a real contest day should not begin with."""

    level: Level
    what: str
    zh: str
    en: str

    def show(self) -> None:
        """Print it."""
        sign, colour = SIGNS[self.level]
        click.echo(f"{click.style(sign, fg=colour)} {self.zh}\n    {self.en}")


def good(what: str, zh: str, en: str) -> Finding:
    """All is well."""
    return Finding(level="good", what=what, zh=zh, en=en)


def mind(what: str, zh: str, en: str) -> Finding:
    """It works, but not as it should on the day."""
    return Finding(level="mind", what=what, zh=zh, en=en)


def bad(what: str, zh: str, en: str) -> Finding:
    """It must be mended."""
    return Finding(level="bad", what=what, zh=zh, en=en)
