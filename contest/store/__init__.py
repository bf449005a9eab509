"""The only package with SQL."""
