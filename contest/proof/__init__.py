"""
Proof files: one honour of one holder, with all that is needed to work it out again by hand.

``write`` makes them with the engine. ``verify`` reads them with arithmetic of its own: it and what
it imports (``conditions``, ``arithmetic``, ``ranks``) use nothing of `judging/`, so that a mistake
there cannot prove itself.
"""
