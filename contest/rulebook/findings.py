"""What is wrong or open in a document: the line, the path, a sentence in zh and en."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """
    One remark. ``severity``: ``error`` (cannot run), ``contradiction`` (runs up to it), ``open``
    (asked if it matters), ``note``. ``line`` counts from 1; ``path`` reads /scheme/0/parts/2.
    """

    line: int
    path: str
    severity: str
    zh: str
    en: str


class Findings(list[Finding]):
    """Findings as they are made, and where each named thing of the rulebook stands."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, tuple[int, str]] = {}


class RulebookInvalid(Exception):
    """The document cannot become a rulebook; ``findings`` says where and how to mend it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"line {f.line} {f.path}: {f.en}" for f in findings))
