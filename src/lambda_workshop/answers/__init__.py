"""Other answers to the exercises, wrong and right: each is a change of the solution, and what it must be told.

The answers themselves are content, in a section's `answers/wrong/` and `answers/right/`; no learner's code sees them.
"""
