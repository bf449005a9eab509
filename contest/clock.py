"""The one place that reads the wall clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def moment(starts_on: date, minutes: int, timezone: str) -> datetime:
    """Return the moment `minutes` after the contest's first midnight in its own time zone."""
    midnight = datetime(starts_on.year, starts_on.month, starts_on.day, tzinfo=ZoneInfo(timezone))
    return midnight + timedelta(minutes=minutes)
