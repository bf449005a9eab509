"""What modules and heats are called, and ids in sentences turned into names."""

import re

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
    names = {bench.id: bench.label for bench in workstations_of(tx, contest_id)}
    names.update((judge.staff.id, judge.name) for judge in judges_of(tx, contest_id))
    for trade in contests.trades_of(tx, contest_id):
        names.update((line.id, f"{line.no} {line.name}") for line in entries_of_trade(tx, trade.id))

    def name(found: re.Match[str]) -> str:
        return names.get(found[0], found[0])

    return _ID.sub(name, zh), _ID.sub(name, en)


_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
