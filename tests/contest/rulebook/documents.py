"""Small documents that the tests bend."""

GOOD = """\
rulebook: test
trade: 焊工
scheme:
  id: total
  max: 100
  combine: weighted
  parts:
    - {id: theory, max: 100, weight: 30%, mark: points}
    - {id: practice, max: 100, weight: 70%, mark: points}
rankings: {overall: {by: [total high], tail: share}}
"""


def leaf(body):
    """A document of one node, written on line 4."""
    return (
        f"rulebook: test\ntrade: 焊工\nscheme:\n  {{id: total, {body}}}\n"
        "rankings: {o: {by: [total high], tail: share}}\n"
    )
