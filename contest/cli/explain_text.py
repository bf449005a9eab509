"""Why a problem is impossible, as data and as lines of text in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contest.cli.timetable_text import said

if TYPE_CHECKING:  # it loads OR-Tools, which a server must not
    from scheduler.explain import Explanation

STATUS = {
    "possible": ("有可行的赛程。", "There is a timetable."),
    "open": (
        "在给定时间内没有找到赛程，也没有证明不可能。",
        "No timetable was found in the time given, nor a proof that there is none.",
    ),
    "impossible": (
        "没有可行的赛程。下列要求不能同时满足，放弃或放宽任何一条即可：",
        "There is no timetable. These wishes cannot all be kept; give up or loosen any one:",
    ),
}


def explained_data(found: Explanation) -> dict[str, Any]:
    """Everything, as plain data."""
    return {
        "status": found.status,
        "minimal": found.minimal,
        "clashes": [
            {
                "kind": clash.wish[0],
                "id": clash.wish[1],
                "zh": clash.words.zh,
                "en": clash.words.en,
                "source": clash.words.source,
                "needed": clash.needed,
                "price": None
                if clash.price is None
                else {"amount": clash.price.amount, "zh": clash.price.zh, "en": clash.price.en},
            }
            for clash in found.clashes
        ],
    }


def explained_text(found: Explanation, lang: str) -> str:
    """The wishes that clash, each with its clause and by how little it would have to give way."""
    lines = [said(STATUS[found.status], lang)]
    for clash in found.clashes:
        line = f"  {said((clash.words.zh, clash.words.en), lang)}  [{clash.words.source}]"
        if clash.price is not None:
            line += f"  → {said((clash.price.zh, clash.price.en), lang)}"
        if clash.needed is None:
            line += said(("（是否必要未定）", " (whether it is needed is open)"), lang)
        lines.append(line)
    return "\n".join(lines)
