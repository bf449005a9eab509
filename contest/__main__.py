"""`python -m contest` is `leitai`."""

from contest.cli import main

main()
