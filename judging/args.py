"""The arguments of one step, as the text or a ruling settles them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from judging.numbers import number
from judging.rulings import Choose, Unsettled
from judging.scheme import UNSTATED, Band, Step


class Args:
    """The arguments of one step as the text or a ruling settles them."""

    __slots__ = ("_choose", "key", "step")

    def __init__(self, step: Step, key: str, choose: Choose) -> None:
        self.step, self.key, self._choose = step, key, choose

    def has(self, name: str) -> bool:
        """Whether the step says anything about ``name``."""
        return name in self.step.args

    def number(self, name: str) -> Decimal:
        """A figure; where the text leaves it open, only a ruling can give it."""
        value = self.step.args[name]
        if value is UNSTATED:
            ruled = number(self._choose(f"{self.key}.{name}", ()))
            if ruled is None:
                raise Unsettled(f"{self.key}.{name}")
            return ruled
        return cast(Decimal, value)

    def word(self, name: str, options: tuple[str, ...]) -> str:
        """One of the options; where the text leaves it open, each is tried."""
        value = self.step.args[name]
        return self._choose(f"{self.key}.{name}", options) if value is UNSTATED else str(value)

    def free(self, name: str) -> str:
        """The answer only a ruling can give to the point ``name`` of this step."""
        return self._choose(f"{self.key}.{name}", ())

    def bands(self) -> tuple[Band, ...]:
        """Rows of a band table: from, to, what they give."""
        return cast("tuple[Band, ...]", self.step.args["rows"])

    def table(self) -> Mapping[Decimal, Decimal]:
        """A look-up table."""
        return cast("Mapping[Decimal, Decimal]", self.step.args["table"])
