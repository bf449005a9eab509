"""What changed between two pictures of a board, with absolute values, so that no sum can drift."""

from typing import Any

Picture = dict[str, Any]
ROWS, LOST = "rows", "lost"


def changes(before: Picture, after: Picture) -> Picture:
    """
    Return what turns `before` into `after`: of the head and of each row, the fields that differ.

    A row is named by its `id`; a field that it has no more is named in its `lost`.

    `since` and `seq` number the two pictures: whoever does not hold exactly `since` must not
    apply it. `order` is left out while every row stays at its place; else it names, for each
    place, the row's old place, counting new rows on after the old ones.
    """
    old = {row["id"]: row for row in before[ROWS]}
    places = {row_id: place for place, row_id in enumerate(old)}
    for row in after[ROWS]:
        places.setdefault(row["id"], len(places))
    told: Picture = {
        "board": after["board"],
        "since": before["seq"],
        "seq": after["seq"],
        "at": after["at"],
        "head": {
            name: value
            for name, value in after.items()
            if name not in {ROWS, "board", "seq", "at"} and before.get(name) != value
        },
        ROWS: [
            _differs(old.get(row["id"], {}), row)
            for row in after[ROWS]
            if old.get(row["id"]) != row
        ],
    }
    order = [places[row["id"]] for row in after[ROWS]]
    if order != list(range(len(places))):
        told["order"] = order
    return told


def _differs(before: Picture, after: Picture) -> Picture:
    told = {
        name: value
        for name, value in after.items()
        if name == "id" or name not in before or before[name] != value
    }
    lost = sorted(before.keys() - after.keys())
    return {**told, LOST: lost} if lost else told


def apply(before: Picture, told: Picture) -> Picture | None:
    """Return the picture after these changes, None where they do not follow from `before`."""
    if before["board"] != told["board"] or before["seq"] != told["since"]:
        return None
    rows = {row["id"]: row for row in before[ROWS]}
    for differs in told[ROWS]:
        row = {**rows.get(differs["id"], {}), **differs}
        lost = row.pop(LOST, ())
        rows[row["id"]] = {name: value for name, value in row.items() if name not in lost}
    placed = list(rows.values())
    order = told.get("order", range(len(placed)))
    after = {**before, **told["head"], "seq": told["seq"], "at": told["at"]}
    return {**after, ROWS: [placed[place] for place in order]}
