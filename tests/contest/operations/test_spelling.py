"""Names in Latin letters."""

import pytest

from contest.operations.spelling import spelled


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("王伟", "Wang Wei"),
        ("欧阳喆", "Ouyang Zhe"),
        ("尉迟晓", "Yuchi Xiao"),
        ("曾国", "Zeng Guo"),
        ("单芳", "Shan Fang"),
        ("任红", "Ren Hong"),
        ("诸葛明远", "Zhuge Mingyuan"),
        ("阿卜杜热合曼·买买提", "Abudureheman Maimaiti"),
        ("王䶮", "Wang Yan"),
        ("John Smith", "John Smith"),
        ("马", "Ma"),
    ],
)
def test_a_name_is_spelled_surname_first(name: str, latin: str) -> None:
    assert spelled(name) == latin
