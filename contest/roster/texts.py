"""Text as people type it into cells, brought to one form; and what may be shown of it."""

import re
import unicodedata

# Full-width digits and letters only: brackets and commas of that width are right in Chinese names.
HALF_WIDTH = {
    wide: wide - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for wide in range(first, last + 1)
}
DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅･˙●．", "·"))
CHINESE = r"[\u3007\u3400-\u9fff\U00020000-\U000323af]"
BETWEEN_CHINESE = re.compile(rf"(?<={CHINESE}) +(?={CHINESE})")
LONG_NUMBER = re.compile(r"[0-9](?:[\s._-]?[0-9])+[Xx]?")
DATE = re.compile(r"(?:19|20)[0-9]{2}[.-][0-9]{1,2}[.-][0-9]{1,2}")


def mended(text: str) -> str:
    """
    Return text without invisible characters, with half-width digits and single spaces.

    Spaces between Chinese characters go altogether: 王　伟 is 王伟.
    """
    seen = []
    for char in text.translate(HALF_WIDTH):
        kind = unicodedata.category(char)
        if kind in ("Cc", "Zs", "Zl", "Zp"):
            seen.append(" ")
        elif kind != "Cf":
            seen.append(char)
    joined = re.sub(" +", " ", unicodedata.normalize("NFC", "".join(seen))).strip()
    return BETWEEN_CHINESE.sub("", joined)


def mended_name(text: str) -> str:
    """Return a person's name as `mended`, with the one dot of minority names: 阿依古丽·买买提."""
    return re.sub(r"\s*·\s*", "·", mended(text.translate(DOTS)).translate(DOTS))


def mended_code(text: str) -> str:
    """Return a number or code (ID, telephone, certificate) in NFKC without any white space."""
    plain = unicodedata.normalize("NFKC", mended(text))
    return re.sub(r"\s", "", plain).strip("'’‘`\"")


def matching_key(text: str) -> str:
    """Return the form in which headers, trades and delegations are compared."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", mended(text))).casefold()


def header_key(text: str) -> str:
    """Return a header without stars, colons and bracketed hints: *电话（手机） is 电话."""
    return re.sub(r"\([^)]*\)|[*:：★]", "", matching_key(text))


def unreadable(text: str) -> str:
    """Return the characters of a name that no other computer can show, such as private ones."""
    return "".join(
        char
        for char in text
        if unicodedata.category(char) in ("Co", "Cn", "Cs") or char in "\ufffd□?？"
    )


def masked(text: str, *, most: int = 40) -> str:
    """
    Return what a sentence or list may show of a value.

    Of any run of seven or more digits only the last four characters remain, wherever it stands:
    an ID number typed into the wrong column must not be shown either.
    """
    flat = unicodedata.normalize("NFKC", mended(text))
    hidden = LONG_NUMBER.sub(_last_four, flat)
    return hidden if len(hidden) <= most else hidden[: most - 1] + "…"


def _last_four(match: re.Match[str]) -> str:
    digits = re.sub(r"[\s._-]", "", match[0])
    short = len(digits) < 7 or DATE.fullmatch(match[0])
    return match[0] if short else f"••••{digits[-4:]}"
