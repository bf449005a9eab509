"""Refusals: a rule says no, in a sentence for the person who asked."""


class Refusal(Exception):
    """
    A rule said no. Its docstring is for us, its sentences are for the person at the screen.

    A refusal is answered with its `status`; anything that is not a refusal is a bug and a 500.
    `zh` and `en` are format strings over the keyword arguments given at the raise.
    """

    key = "refused"
    status = 409
    zh = "操作未被接受。"
    en = "This was not accepted."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """Return the sentence in `zh` or `en`."""
        template = self.zh if language.startswith("zh") else self.en
        return template.format(**self.facts)

    def as_json(self) -> dict[str, str]:
        """Return what an application sees: the key and both sentences."""
        return {"key": self.key, "zh": self.sentence("zh"), "en": self.sentence("en")}


class NotFound(Refusal):
    """The thing does not exist, or is another contest's: both get the same answer."""

    key = "not_found"
    status = 404
    zh = "没有找到这一项。请返回上一页，刷新后再试。"
    en = "This was not found. Go back, reload and try again."


class NotAllowed(Refusal):
    """The role of this person has no such right."""

    key = "not_allowed"
    status = 403
    zh = "您的角色不能进行此操作。需要时请联系组委会。"
    en = "Your role may not do this. Ask the organiser if you need it."


class SignInNeeded(Refusal):
    """Nobody is signed in on this device."""

    key = "sign_in_needed"
    status = 401
    zh = "请先登录。"
    en = "Please sign in first."


class SeatTaken(Refusal):
    """The judge's seat is open on another tablet by now; this one is told at its next request."""

    key = "seat_taken"
    zh = (
        "您的席位已在另一台设备“{device}”上打开，本机已停用。未上传的记录仍保存在本机；"
        "需要时请重新登录。"
    )
    en = (
        "Your seat is now open on another device, “{device}”, and closed here. What was not sent "
        "yet is kept on this device; sign in again if you need it."
    )


class BadInput(Refusal):
    """The request cannot be read; the sentence says what and where."""

    key = "bad_input"
    status = 422
    zh = "{zh}"
    en = "{en}"
