"""Facts for paper: read from the same queries as the screens, turned into printable records."""
