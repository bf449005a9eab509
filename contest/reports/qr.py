"""QR codes as small SVG pictures: the library's matrix, drawn as one path of runs."""

from collections.abc import Sequence
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M

_QUIET = 4  # modules of white around the code that ISO/IEC 18004 asks for


@lru_cache(maxsize=4096)
def svg(content: str) -> str:
    """
    The QR code of ``content`` as an SVG picture, its quiet zone included, one unit a module.

    Error correction is level M: a badge gets scratched, and the next level up would make the
    modules too small for a phone at arm's length. Remembered per content, because one code is
    drawn again on every reprint of a batch.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(content)
    code.make(fit=True)
    matrix = code.get_matrix()
    runs = [
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for start, length in _runs(row)
    ]
    side = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path d="{"".join(runs)}"/></svg>'
    )


def _runs(row: Sequence[bool | None]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules; one shape a run keeps the file small."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
