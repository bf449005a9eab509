"""Text as people type it, ID numbers as the standard has them, trades as rosters name them."""

from datetime import date

import pytest

from contest.roster.identity import check_character, identity, looks_destroyed
from contest.roster.texts import header_key, masked, mended, mended_code, mended_name, unreadable
from contest.roster.trades import find_trades
from tests.contest.roster.making import TRADES, number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("王　伟", "王伟"),
        ("  王\u200b伟\ufeff ", "王伟"),
        ("王\n伟", "王伟"),
        ("阿卜杜热合曼•买买提", "阿卜杜热合曼·买买提"),
        ("阿依古丽・吐尔逊", "阿依古丽·吐尔逊"),
        ("阿依古丽 ． 吐尔逊", "阿依古丽·吐尔逊"),
        ("Anna  Maria", "Anna Maria"),
        ("王䶮", "王䶮"),
        ("李㛃", "李㛃"),
        ("马𬱖", "马𬱖"),
    ],
)
def test_a_name_keeps_its_characters_and_loses_what_nobody_sees(typed: str, meant: str) -> None:
    assert mended_name(typed) == meant


def test_full_width_brackets_of_an_enterprise_are_right_and_stay() -> None:
    assert mended("塞上（集团）ＡＢＣ有限公司") == "塞上（集团）ABC有限公司"


def test_a_code_is_put_into_half_width_without_spaces() -> None:
    assert mended_code(" ６２９９０１ １９９００３０７ ００１ｘ'") == "629901199003070" + "01x"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("*身份证号（18位）：", "身份证号"), ("姓　名", "姓名"), ("ID Number", "idnumber")],
)
def test_headers_are_compared_without_their_ornaments(typed: str, key: str) -> None:
    assert header_key(typed) == key


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("629901199003070013", "••••0013"),
        ("62990119900307001X", "••••001X"),
        ("6299 0119 9003 070 013", "••••0013"),
        ("６２９９０１１９９００３０７００１３", "••••0013"),
        ("电话13800000001。", "电话••••0001。"),
        ("1990-03-07", "1990-03-07"),
        ("A01", "A01"),
        ("x" * 50, "x" * 39 + "…"),
    ],
)
def test_of_long_numbers_only_the_last_four_are_shown(value: str, shown: str) -> None:
    assert masked(value) == shown


def test_private_and_missing_characters_of_a_name_are_found() -> None:
    assert unreadable("王\ue863□?") == "\ue863□?"
    assert unreadable("阿依古丽·吐尔逊䶮𬱖") == ""


def test_the_check_character_is_that_of_the_standard() -> None:
    # The example printed in GB 11643-1999.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


def test_a_sound_number_says_when_and_what() -> None:
    woman = identity(number("19900307", 2))

    assert (woman.born_on, woman.gender) == (date(1990, 3, 7), "女")
    with pytest.raises(ValueError, match="not a sound"):
        identity("629901199003070010")


@pytest.mark.parametrize(
    ("text", "is_number", "destroyed"),
    [
        ("629901199003070000", True, True),
        ("629901199003070013", False, False),
        ("6.29901E+17", False, True),
        ("6.299011990030e+17", False, True),
        ("13800000001", True, False),
    ],
)
def test_numbers_that_a_spreadsheet_destroyed_are_told_from_whole_ones(
    text: str, is_number: bool, destroyed: bool
) -> None:
    assert looks_destroyed(text, is_number=is_number) is destroyed


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("拉面", ("lamian",), ()),
        ("LAMIAN", ("lamian",), ()),
        ("Hand-pulled  Noodles", ("lamian",), ()),
        ("手工拉面", ("lamian",), ()),
        ("焊工（高级）", ("welding",), ()),
        ("拉面、焊接", ("lamian", "welding"), ()),
        ("拉面/拉面", ("lamian",), ()),
        ("电焊工", (), (("电焊工", "焊工"),)),
        ("快递", ("courier",), ()),
        ("电焊", (), (("电焊", "焊工"),)),
        ("快弟员", (), (("快弟员", "快递员"),)),
        ("钳工", (), (("钳工", ""),)),
        ("绣花", (), (("绣花", ""),)),
    ],
)
def test_a_trade_is_known_by_every_name_and_never_guessed(
    text: str, codes: tuple[str, ...], unknown: tuple[tuple[str, str], ...]
) -> None:
    result = find_trades(text, TRADES)

    assert (result.codes, result.unknown) == (codes, unknown)
