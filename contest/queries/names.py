"""What a module and a heat are called, by the trade's rulebook."""

from sqlmodel import Session

from contest.queries.rulebooks import rulebook_text
from contest.queries.tablet import modules_of
from contest.store.timetables import Heat


def module_name(tx: Session, trade_id: str, module_id: str) -> tuple[str, str]:
    """Return a module's name, zh and en; its id where the rulebook has changed since."""
    module = modules_of(rulebook_text(tx, trade_id)).get(module_id)
    if module is None:
        return module_id, module_id
    return module.name, module.name_en or module.name


def heat_name(tx: Session, trade_id: str, heat: Heat) -> tuple[str, str]:
    """Return what people call a heat within its stage, zh and en."""
    zh, en = module_name(tx, trade_id, heat.module_id)
    return f"{zh} 第 {heat.number} 场", f"{en}, heat {heat.number}"
