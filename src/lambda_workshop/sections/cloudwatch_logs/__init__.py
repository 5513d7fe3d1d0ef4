"""The section on log subscriptions: patterns of three kinds, a packed event, and a pattern that never matches.

The lesson is `lesson.py`; the facts of the trigger are in `section.toml`.
"""
