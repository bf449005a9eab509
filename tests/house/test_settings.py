"""Whoever installs the system finds every setting described, and no description of one gone."""

import re

from contest.config import Settings
from tests.house.reading import ROOT

NAME = re.compile(r"`(LEITAI_[A-Z_]+|DATABASE_URL)`")


def names() -> set[str]:
    """The names of all settings as they stand in the environment."""
    prefix = Settings.model_config.get("env_prefix", "")
    return {
        str(field.validation_alias or f"{prefix}{name}").upper()
        for name, field in Settings.model_fields.items()
    }


def test_every_setting_is_described_and_nothing_else_is() -> None:
    described = set(NAME.findall((ROOT / "docs" / "operations.md").read_text(encoding="utf-8")))
    assert described == names()
