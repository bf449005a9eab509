"""The arguments of one step, as the text or a ruling settles them."""

from collections.abc import Mapping
from decimal import Decimal

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
        if isinstance(value, Decimal):
            return value
        ruled = number(self.free(name))
        if ruled is None:
            raise Unsettled(f"{self.key}.{name}")
        return ruled

    def word(self, name: str, options: tuple[str, ...]) -> str:
        """One of the options; where the text leaves it open, each is tried."""
        value = self.step.args[name]
        return self._choose(f"{self.key}.{name}", options) if value is UNSTATED else str(value)

    def free(self, name: str) -> str:
        """The answer only a ruling can give to the point ``name`` of this step."""
        return self._choose(f"{self.key}.{name}")

    def bands(self) -> tuple[Band, ...]:
        """Rows of a band table: from, to, what they give."""
        rows = self.step.args["rows"]
        assert isinstance(rows, tuple)
        return rows

    def table(self) -> Mapping[Decimal, Decimal]:
        """A look-up table."""
        table = self.step.args["table"]
        assert isinstance(table, Mapping)
        return table
