"""Which PINs and passwords may be chosen."""

import re
import secrets
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from contest.errors import Refusal

PASSWORD_LEAST = 15
PASSWORD_MOST = 128
COMMON_WORDS = (
    "password", "passw0rd", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwerty", "1qaz2wsx", "letmein",
    "welcome", "iloveyou", "woaini", "woaizhongguo", "changeme", "administrator", "admin", "root",
    "leitai", "擂台", "大赛", "竞赛", "技能", "contest", "organiser", "organizer", "monkey",
    "dragon", "1234567890", "123456789", "12345678", "0123456789", "987654321", "abcdefgh",
)  # fmt: skip


class PinNotSixDigits(Refusal):
    """A PIN is typed on a keypad of digits, with gloves on."""

    key = "pin_not_six_digits"
    status = 422
    zh = "PIN 必须是 6 位数字。"
    en = "A PIN is six digits."


class PinTooSimple(Refusal):
    """Runs, repeats, a birthday or a telephone number are tried first by whoever guesses."""

    key = "pin_too_simple"
    status = 422
    zh = "这个 PIN 太容易猜到：请避开连号、重复数字、生日和电话号码，另选 6 位数字。"
    en = (
        "This PIN is too easy to guess. Avoid runs, repeated digits, birthdays and telephone "
        "numbers; choose six other digits."
    )


class PasswordTooShort(Refusal):
    """Length is the only thing that makes a password costly to guess."""

    key = "password_too_short"
    status = 422
    zh = "密码至少 {least} 个字符，最多 {most} 个。可以用几个互不相关的词连成一句，容易记也难猜。"
    en = (
        "A password has {least} to {most} characters. A few unrelated words in a row are easy to "
        "remember and hard to guess."
    )

    def __init__(self) -> None:
        super().__init__(least=PASSWORD_LEAST, most=PASSWORD_MOST)


class PasswordTooSimple(Refusal):
    """Without its common words and the words of this contest hardly anything is left."""

    key = "password_too_simple"
    status = 422
    zh = "这个密码太容易猜到：去掉常见词、重复部分和本次大赛的名称后所剩无几。请换一个。"
    en = (
        "This password is too easy to guess: without common words, repetition and the words of "
        "this contest hardly anything is left of it. Choose another."
    )


def check_pin(pin: str, *, born_on: date | None = None, phone: str = "") -> None:
    """Refuse a PIN that is not six digits or that a stranger would try first."""
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise PinNotSixDigits()
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    personal = {phone[-6:]}
    if born_on:
        personal |= {
            born_on.strftime(form) for form in ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m", "%m%Y")
        }
    # One step throughout is a run or a repeat; few different digits are patterns like 121212.
    if len(steps) == 1 or len(set(pin)) < 3 or pin[:3] == pin[3:] or pin in personal:
        raise PinTooSimple()


def random_pin(*, born_on: date | None = None, phone: str = "") -> str:
    """Return a random PIN that `check_pin` accepts."""
    while True:
        pin = f"{secrets.randbelow(1_000_000):06d}"
        try:
            check_pin(pin, born_on=born_on, phone=phone)
        except PinTooSimple:
            continue
        return pin


def check_password(password: str, *, words: Sequence[str] = ()) -> None:
    """
    Refuse a password that is too short or made of what everybody tries.

    Parameters
    ----------
    words
        Names of the contest and of the person, which count for nothing.
    """
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise PasswordTooShort()
    left = password.casefold()
    for word in sorted({*COMMON_WORDS, *words}, key=len, reverse=True):
        if len(word) > 1:
            left = left.replace(word.casefold(), "")
    # Repetition adds length without adding anything to guess.
    left = re.sub(r"(.+?)\1+", r"\1", left)
    left = "".join(b for a, b in pairwise(" " + left) if ord(b) - ord(a) not in {-1, 0, 1})
    if len(left) < 8:
        raise PasswordTooSimple()
