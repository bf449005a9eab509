"""The worker's print: facts, pages, then document and badge tokens in one transaction."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.clock import now
from contest.errors import Refusal
from contest.ids import new_id
from contest.jobs.context import JobContext
from contest.operations.badges import bind_entry_badges, bind_staff_badges
from contest.operations.documents import keep_document
from contest.queries.documents import number_of
from contest.reports.gather.badges import badges
from contest.reports.gather.honours import certificates_of, results_of
from contest.reports.gather.scope import Printable, Scope
from contest.reports.gather.sheets import sheets_of
from contest.reports.gather.timetables import heat_lists_of, posters_of
from contest.reports.text import Imprint, UnprintableRecord
from contest.reports.typeset import MissingGlyphs, missing_glyphs, page_count
from contest.security import needs
from contest.store.contests import get_contest
from contest.store.tables.contest import Contest

STEPS = (
    ("整理数据", "Collecting the facts"),
    ("排版", "Setting the pages"),
    ("保存", "Saving"),
)


class NoGlyphs(Refusal):
    """An archival page cannot show a character of a name."""

    key = "no_glyphs"
    zh = (
        "系统字体缺少这些字：{characters}。请把含有它们的字体放入 LEITAI_FONT_DIR 指定的文件夹，"
        "然后重试。"
    )
    en = (
        "Our fonts lack these characters: {characters}. Put a font that has them into the folder "
        "named by LEITAI_FONT_DIR and try again."
    )


class Unprintable(Refusal):
    """A record broke a rule of paper, most likely an ID number typed as a name."""

    key = "unprintable"
    zh = "有一条记录不能打印：姓名、编号或单位里可能混入了身份证号。请在名单中更正后重试。"
    en = "A record cannot be printed: a name, number or delegation may hold an ID number. Mend it."


@needs("document.write")
def print_document(context: JobContext) -> dict[str, Any] | None:
    """
    Make the document that the payload asks for.

    New badge tokens become valid in the transaction that keeps the document: if anything fails
    before, everybody's old badge still works.
    """
    kind = context.payload["kind"]
    asked = context.payload["scope"]
    scope = Scope(**{**asked, "numbers": tuple(asked["numbers"])})
    if not _step(context, 0):
        return None
    document_id = new_id()
    try:
        with context.store.reading() as tx:
            contest = get_contest(tx, context.contest_id)
            printable = _gather(tx, contest, kind, scope, context.settings.public_url)
        printed_at = now()
        imprint = Imprint(
            number=number_of(document_id),
            printed_at=printed_at.astimezone(ZoneInfo(contest.timezone)),
            fonts=context.settings.font_dir,
        )
        if not _step(context, 1, printable.count):
            return None
        lacking = missing_glyphs(printable.names, imprint=imprint) if printable.names else []
        pdf = printable.typeset(imprint)
    except MissingGlyphs as missing:
        raise NoGlyphs(characters=" ".join(missing.characters)) from missing
    except UnprintableRecord as unprintable:
        raise Unprintable() from unprintable
    if not _step(context, 2, printable.count):
        return None
    result = {"document_id": document_id}
    with context.store.transaction() as tx:
        if printable.staff_tokens:
            bind_staff_badges(tx, actor=context.actor, tokens=printable.staff_tokens)
        if printable.entry_tokens:
            bind_entry_badges(tx, actor=context.actor, tokens=printable.entry_tokens)
        keep_document(
            tx,
            actor=context.actor,
            document_id=document_id,
            job_id=context.job_id,
            kind=kind,
            title=(printable.title.zh, printable.title.en),
            scope={**asked, "count": printable.count, "lacking": lacking},
            pages=page_count(pdf),
            printed_at=printed_at,
            data=pdf,
        )
        context.finish(tx, result)
    return result


def _gather(tx: Session, contest: Contest, kind: str, scope: Scope, public_url: str) -> Printable:
    if kind == "badges":
        return badges(tx, contest, scope, public_url)
    if kind == "score_sheets":
        return sheets_of(tx, contest, scope)
    if kind == "posters":
        return posters_of(tx, contest, scope, public_url)
    if kind == "heat_lists":
        return heat_lists_of(tx, contest, scope)
    if kind == "certificates":
        return certificates_of(tx, contest, scope, public_url)
    return results_of(tx, contest, scope)


def _step(context: JobContext, number: int, count: int = 0) -> bool:
    zh, en = STEPS[number]
    progress = {"done": number, "of": len(STEPS), "zh": zh, "en": en, "count": count}
    return context.report(progress)
