"""A bad day played against a running installation: many screens, tablets, and things that fail."""
