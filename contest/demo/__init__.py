"""The demo contest: built from the sample workbooks, and played through the real HTTP interface."""
