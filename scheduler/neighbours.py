"""
Which trades can stand in each other's way.

```
trades  ->  for each, those that share judges, people, rooms or a venue's power with it
```
"""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.frame import SupplyKey, TradeFrame


def neighbours(trades: Mapping[str, TradeFrame]) -> dict[str, list[str]]:
    """By trade, the ids of the others, in the order of the problem."""
    rooms = {trade_id: _rooms(trade) for trade_id, trade in trades.items()}
    judges = {trade_id: set(trade.judges) for trade_id, trade in trades.items()}
    return {
        one: [
            other
            for other in trades
            if other != one
            and (
                judges[one] & judges[other]
                or other in trade.shared_people
                or rooms[one] & rooms[other]
            )
        ]
        for one, trade in trades.items()
    }


def _rooms(trade: TradeFrame) -> set[SupplyKey]:
    rooms = [room for stage in trade.stages for m in stage.modules for room in m.rooms]
    return {key for room in rooms for key in (room.units, room.power) if key is not None}
