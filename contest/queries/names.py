"""What modules and heats are called, and ids in sentences turned into names."""

import re
from collections.abc import Mapping

from sqlmodel import Session

from contest.queries.rulebooks import rulebook_text
from contest.queries.tablet import modules_of
from contest.store import contests
from contest.store.contests import stage_with_trade
from contest.store.entries import entries_of_trade
from contest.store.timetables import Heat, judges_of, workstations_of


def module_name(tx: Session, trade_id: str, module_id: str) -> tuple[str, str]:
    """Return a module's name, zh and en; its id where the rulebook has changed since."""
    return module_names(tx, trade_id).get(module_id, (module_id, module_id))


def module_names(tx: Session, trade_id: str) -> dict[str, tuple[str, str]]:
    """Return the names of a trade's modules, zh and en, by their ids in the rulebook."""
    modules = modules_of(rulebook_text(tx, trade_id))
    return {key: (module.name, module.name_en or module.name) for key, module in modules.items()}


def heat_name(tx: Session, trade_id: str, heat: Heat) -> tuple[str, str]:
    """Return what people call a heat within its stage, zh and en."""
    zh, en = module_name(tx, trade_id, heat.module_id)
    return f"{zh} 第 {heat.number} 场", f"{en}, heat {heat.number}"


def long_heat_name(tx: Session, heat: Heat) -> tuple[str, str]:
    """Return a heat's name with its trade and stage, zh and en."""
    stage, trade = stage_with_trade(tx, heat.stage_id)
    zh, en = heat_name(tx, trade.id, heat)
    return f"{trade.name}{stage.name}{zh}", f"{trade.name_en} {stage.name_en} {en}"


def worded(tx: Session, contest_id: str, zh: str, en: str) -> tuple[str, str]:
    """Return a sentence of the scheduler, zh and en, with names in the place of ids."""
    return Wording(tx, contest_id).of(zh, en)


class Wording:
    """
    Sentences of the scheduler as people say them; the names of a contest are read once.

    `people` gives the entry of each person's id that sentences may hold.
    """

    def __init__(
        self, tx: Session, contest_id: str, *, people: Mapping[str, str] | None = None
    ) -> None:
        self._names = {bench.id: bench.label for bench in workstations_of(tx, contest_id)}
        self._names |= {judge.staff.id: judge.name for judge in judges_of(tx, contest_id)}
        self._modules: dict[str, tuple[str, str]] = {}
        for trade in contests.trades_of(tx, contest_id):
            for line in entries_of_trade(tx, trade.id):
                self._names[line.id] = f"{line.no} {line.name}"
            modules = module_names(tx, trade.id)
            for stage in contests.stages_of(tx, trade.id):
                for key, (zh, en) in modules.items():
                    self._modules[f"{trade.name} {stage.key}/{key}"] = (
                        f"{trade.name} {stage.name} · {zh}",
                        f"{trade.name_en or trade.name} {stage.name_en} · {en}",
                    )
        for person, entry in (people or {}).items():
            self._names[person] = self._names.get(entry, person)

    def of(self, zh: str, en: str) -> tuple[str, str]:
        """Return the same sentence with names of people, places, modules and days."""
        return (
            _MINUTE.sub(r"第 \1 天 \2", self._said(zh, 0)),
            _MINUTE.sub(r"day \1 at \2", self._said(en, 1)),
        )

    def _said(self, sentence: str, language: int) -> str:
        for key, both in self._modules.items():
            if key in sentence:
                sentence = sentence.replace(key, both[language])
        return _ID.sub(lambda found: self._names.get(found[0], found[0]), sentence)


_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_MINUTE = re.compile(r"\bD(\d+) (\d\d:\d\d)", re.ASCII)
