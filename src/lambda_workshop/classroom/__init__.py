"""A class from the first mail to the appeal: class file, release, collecting, decisions, desk, what goes back.

It stands on grading, and nothing stands on it. What a learner runs (`workshop submit`) lives in `notebook/`.
"""
