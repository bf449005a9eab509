"""Reading a workbook, hostile or not: into a `Book`, or into a sentence, never into a crash."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from contest.roster.cells import Area, Book, Cell, Sheet
from contest.roster.limits import MAX_BYTES
from contest.roster.refusals import (
    REFUSALS,
    EmptyFile,
    TooBig,
    TooSlow,
    UnpacksTooBig,
    WorkbookRefused,
)

# The child counts processor seconds; this only ends a child that sleeps.
WALL_SECONDS = 180
ROOT = Path(__file__).resolve().parents[2]


def read_workbook(source: bytes | Path) -> Book:
    """
    Read the visible sheets of an xlsx, xls, xlsb or ods in a child process with limits.

    Raises
    ------
    WorkbookRefused
        One of the classes of `contest.roster.refusals`, whatever the file does.
    """
    data = file_bytes(source)
    try:
        return book_from_plain(run_child("contest.roster.child", "calamine", data))
    except ChildDied:
        # Calamine aborts on shapes of files that openpyxl still reads.
        try:
            return book_from_plain(run_child("contest.roster.child", "openpyxl", data))
        except ChildDied as error:
            raise UnpacksTooBig from error


def file_bytes(source: bytes | Path) -> bytes:
    """Return the file's bytes; its size is asked before it is read."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size == 0:
        raise EmptyFile
    if size > MAX_BYTES:
        raise TooBig
    return source if isinstance(source, bytes) else source.read_bytes()


class ChildDied(Exception):
    """The child was killed by its limits or aborted."""


def run_child(module: str, argument: str, data: bytes) -> Any:
    """
    Run a module of this package in a process of its own and return the JSON it prints.

    Raises
    ------
    ChildDied
        It ended by a signal or without an answer.
    WorkbookRefused
        It said why it will not read the file.
    """
    command = [sys.executable, "-c", f"from {module} import main; main()", argument]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise TooSlow
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise ChildDied(done.stderr.decode(errors="replace")[-2000:]) from error
    if "refused" in answer:
        raise REFUSALS.get(answer["refused"], WorkbookRefused)
    return answer


def book_from_plain(answer: dict[str, Any]) -> Book:
    """Build the book from the lists of the child."""
    return Book(
        format=answer["format"],
        sheets=tuple(
            Sheet(
                name=sheet["name"],
                rows=tuple(tuple(cell_from_plain(cell) for cell in row) for row in sheet["rows"]),
                merged=tuple(
                    Area(top=top, left=left, bottom=bottom, right=right)
                    for top, left, bottom, right in sheet["merged"]
                ),
                far=tuple(sheet["far"]),
            )
            for sheet in answer["sheets"]
        ),
    )


def cell_from_plain(plain: Any) -> Cell | None:
    """Build one cell from the child's shortest form."""
    if plain is None:
        return None
    if isinstance(plain, str):
        return Cell(text=plain)
    kind, text, formula = plain
    return Cell(kind=kind, text=text, formula=formula)
