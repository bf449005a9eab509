"""Names in Latin letters, for badges and boards in English."""

from functools import cache
from importlib import import_module
from typing import Any

# Characters that are read differently as a surname.
SURNAMES = {
    "单": "Shan", "曾": "Zeng", "仇": "Qiu", "解": "Xie", "区": "Ou", "朴": "Piao", "查": "Zha",
    "盖": "Ge", "任": "Ren", "翟": "Zhai", "冼": "Xian", "覃": "Qin", "华": "Hua", "燕": "Yan",
    "宁": "Ning", "纪": "Ji", "乐": "Yue", "缪": "Miao", "折": "She", "召": "Shao", "冶": "Ye",
    "沈": "Shen", "洗": "Xian", "黑": "He", "秘": "Bi", "员": "Yun", "尉": "Wei",
}  # fmt: skip
COMPOUND = {
    "欧阳": "Ouyang", "司马": "Sima", "上官": "Shangguan", "诸葛": "Zhuge", "尉迟": "Yuchi",
    "令狐": "Linghu", "慕容": "Murong", "夏侯": "Xiahou", "皇甫": "Huangfu", "东方": "Dongfang",
    "公孙": "Gongsun", "长孙": "Zhangsun", "宇文": "Yuwen", "司徒": "Situ", "司空": "Sikong",
    "万俟": "Moqi", "端木": "Duanmu", "百里": "Baili", "南宫": "Nangong", "独孤": "Dugu",
}  # fmt: skip


@cache
def _pypinyin() -> Any:
    # Its dictionaries take 30 MB: the web process has them only once a roster has been saved.
    pypinyin = import_module("pypinyin")
    # Read so in every name, as in 阿卜杜; the dictionary knows it best from 萝卜.
    pypinyin.load_single_dict({ord("卜"): "bǔ"})
    return pypinyin


def spelled(name: str) -> str:
    """
    Return a Chinese name in Latin letters, surname first: 欧阳喆 is Ouyang Zhe.

    The parts of a name with a dot are written as one word each. A character that no dictionary
    reads stays as it is; a name in Latin letters too.
    """
    if name.isascii():
        return name
    if "·" in name:
        return " ".join(_word(part) for part in name.split("·") if part)
    surname = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
    first = COMPOUND.get(surname) or SURNAMES.get(surname) or _word(surname)
    return f"{first} {_word(name[len(surname) :])}".strip()


def _word(text: str) -> str:
    syllables: list[str] = _pypinyin().lazy_pinyin(text)
    joined = "".join(syllables)
    return joined[:1].upper() + joined[1:]
