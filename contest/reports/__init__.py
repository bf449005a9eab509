"""Everything that leaves the house on paper: facts go in as records, PDF bytes come out."""
