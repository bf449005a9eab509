"""Certificates: one A4 landscape page each, PDF/A-2b, made to hang on a wall for decades."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contest.reports.text import Imprint, UnprintableRecord, Words, plain, refuse_id_numbers
from contest.reports.typeset import typeset


class HonourKind(StrEnum):
    """What is certified; chooses the verb of the sentence."""

    DESIGNATION = "designation"  # 称号, is awarded
    PRIZE = "prize"  # 奖项, is won
    PROMOTION = "promotion"  # 职业技能等级, is raised
    CERTIFICATE = "certificate"  # 职业技能等级证书, is earned


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """
    One certificate.

    ``number`` is the public certificate number, ``verify_url`` the address that the code opens,
    its last part also printed to be typed; neither says anything about the person. ``holder_en``
    is the name in Latin letters.
    """

    kind: HonourKind
    honour: Words
    holder: str
    trade: Words
    issuer: Words
    issued_on: date
    number: str
    verify_url: str
    holder_en: str = ""

    def __post_init__(self) -> None:
        if not (self.holder.strip() and self.honour.zh and self.number and self.verify_url):
            raise UnprintableRecord("a certificate needs holder, honour, number and address")
        refuse_id_numbers([self.holder, self.holder_en, self.number, self.verify_url])


def certificates(papers: Sequence[Certificate], *, contest: Words, imprint: Imprint) -> bytes:
    """
    All the given certificates in one PDF/A-2b file, a page each.

    Raises
    ------
    contest.reports.typeset.MissingGlyphs
        A name holds a character that our fonts lack; an empty box on a certificate is no answer.
    """
    if not papers:
        raise UnprintableRecord("no certificate to print")
    return typeset(
        "certificates",
        {"contest": contest, "papers": [_facts(paper) for paper in papers]},
        imprint=imprint,
        codes=[paper.verify_url for paper in papers],
        archival=True,
    )


def _facts(paper: Certificate) -> dict[str, object]:
    address, _, code = paper.verify_url.rpartition("/")
    groups = [code[at : at + 4] for at in range(0, len(code), 4)]
    return {
        **plain(paper),
        "verify_at": address.removeprefix("https://").removeprefix("http://"),
        "verify_code": " ".join(groups),
    }
