"""The section on EventBridge: the shop's own bus, patterns, transformed events, and an entry that was refused.

The lesson is `lesson.py`; the facts of the trigger are in `section.toml`.
"""
