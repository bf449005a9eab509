"""Rulings: the chief judge answers what the rulebook leaves open, the supervisor confirms it."""

from collections.abc import Sequence

from contest.errors import Refusal
from contest.operations.signing import given_reason, open_stage
from contest.operations.telling import tell
from contest.queries.answers import known_answers
from contest.queries.standings import StageView, stage_view
from contest.security import Actor
from contest.store import contests, rulings
from contest.store.engine import Store
from judging import Ruling
from judging.numbers import number
from judging.open_points import open_points

MOST_ANSWER = 60


class QuestionGone(Refusal):
    """What was to be answered is not asked any more, by a later mark or another ruling."""

    key = "question_gone"
    zh = "这个问题现在不需要裁定（打分或其他裁定已改变情况）。请刷新页面查看。"
    en = "This is not open any more: a mark or another ruling changed things. Reload the page."


class AnswerUnfit(Refusal):
    """The engine could not use the answer: the question would stay open."""

    key = "answer_unfit"
    status = 422
    zh = (
        "这个裁定不能解决所问的问题。请从给出的选项中选择；需要数值时填写数字；"
        "排先后时每个名次只用一次。"
    )
    en = (
        "This does not answer the question. Choose one of the answers, or a figure where one is "
        "asked for; in an order each place is used once."
    )


class RulingConfirmed(Refusal):
    """The second name is there already."""

    key = "ruling_confirmed"
    zh = "这项裁定已经由监督确认。"
    en = "This ruling is confirmed already."


def make_ruling(
    store: Store,
    *,
    actor: Actor,
    stage_id: str,
    key: str,
    choice: str,
    text: str,
    order: Sequence[str] = (),
) -> str:
    """
    Answer a question the rulebook leaves open; return the ruling's id.

    It counts once a supervisor has confirmed it. ``order`` are entry ids, best first, where the
    answer to a tie is an order. Points that nothing has hit yet may be ruled in advance.
    """
    text = given_reason(text)
    with store.transaction() as tx:
        stage, trade = open_stage(tx, actor, "ruling.write", stage_id)
        view = stage_view(tx, stage.id)
        asked = {ask.key for ask in view.result.asks}
        if key not in asked | {ask.key for ask in open_points(view.plan)}:
            raise QuestionGone()
        ruling = Ruling(key=key, choice="" if order else choice.strip(), order=tuple(order))
        after = stage_view(tx, stage.id, suppose=[ruling])
        if not _answers(ruling, view, after):
            raise AnswerUnfit()
        row = rulings.add_ruling(
            tx,
            stage_id=stage.id,
            key=key,
            choice=ruling.choice,
            order=list(ruling.order),
            text=text,
            staff_id=actor.staff_id,
        )
        body = {
            "ruling_id": row.id,
            "key": key,
            "choice": ruling.choice,
            "order": list(ruling.order),
            "text": text,
        }
        tell(tx, actor, "trade:ruling:make", body, trade_id=trade.id)
        return row.id


def confirm_ruling(store: Store, *, actor: Actor, ruling_id: str) -> None:
    """Put the supervisor's name under a ruling: results are computed with it from now on."""
    with store.transaction() as tx:
        stage_id = rulings.get_ruling(tx, ruling_id).stage_id
        _, trade = contests.stage_with_trade(tx, stage_id)
        open_stage(tx, actor, "ruling.confirm", stage_id)
        ruling = rulings.get_ruling(tx, ruling_id)
        if ruling.confirmed_at is not None:
            raise RulingConfirmed()
        rulings.confirm(ruling, actor.staff_id)
        tell(tx, actor, "trade:ruling:confirm", {"ruling_id": ruling.id}, trade_id=trade.id)


def _answers(ruling: Ruling, before: StageView, after: StageView) -> bool:
    """Whether the question is settled by this; of one that nothing has hit, the words alone."""
    if not (ruling.choice or ruling.order) or len(ruling.choice) > MOST_ANSWER:
        return False
    if ruling.key in {ask.key for ask in after.result.asks}:
        return False
    if ruling.key in {ask.key for ask in before.result.asks}:
        return True
    words = {choice for choice, _, _ in known_answers(before.plan, ruling.key)}
    return ruling.choice in words if words else number(ruling.choice) is not None
