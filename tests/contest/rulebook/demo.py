"""The three demo rulebooks, and a way to mark through their sheets."""

from pathlib import Path

from contest.rulebook import read_rulebook
from judging import Mark, accept, modules, sheet_form

PRESETS = Path(__file__).parents[3] / "contest" / "presets"
NAMES = ("courier", "lamian", "welding")


def book(name):
    return read_rulebook((PRESETS / f"{name}.yaml").read_text("utf-8"))


def fill(rulebook, stage, entry, given):
    """Marks of every seat through the marking sheet; ``given`` is one value or one a seat."""
    marks = []
    for module in modules(rulebook, stage):
        form = sheet_form(rulebook, module.id)
        for line in form:
            values = given[line.id]
            seats = module.panel if line.who == "each" else 1
            for seat in range(1, seats + 1):
                value = values[seat - 1] if isinstance(values, list) else values
                taken = accept(form, seat=seat, state="open", aspect_id=line.id, value=value)
                marks.append(
                    Mark(
                        op_id=f"{entry}/{line.id}/{seat}",
                        entry_id=entry,
                        aspect_id=line.id,
                        seat=seat,
                        value=taken,
                    )
                )
    return marks
