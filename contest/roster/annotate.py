"""The organiser's own workbook, with every problem marked where it stands."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict

from contest.roster.problems import Problem
from contest.roster.refusals import UnpacksTooBig
from contest.roster.workbook import ChildDied, file_bytes, run_child

CHILD = "contest.roster.annotate_child"


def annotate(data: bytes, problems: Sequence[Problem]) -> bytes:
    """
    Return an xlsx with red and yellow cells, comments in both languages and a sheet 汇总.

    Formulas are replaced by the values they showed: nothing that we hand out computes. A workbook
    of another format, or one that openpyxl cannot keep, comes back as plain tables.

    Raises
    ------
    WorkbookRefused
        The file cannot be read.
    """
    head = json.dumps([asdict(problem) for problem in problems]).encode()
    message = len(head).to_bytes(8, "big") + head + file_bytes(data)
    try:
        answer = run_child(CHILD, "keep", message)
    except ChildDied:
        try:
            answer = run_child(CHILD, "rebuild", message)
        except ChildDied as error:
            raise UnpacksTooBig from error
    return base64.b64decode(answer["data"])
