"""One function per thing people do: check, write, journal, commit."""
