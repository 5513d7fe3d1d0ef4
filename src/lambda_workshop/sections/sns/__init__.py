"""The section on SNS: one order, many listeners, filters, and a filter that looks in the wrong place.

The lesson is `lesson.py`; the facts of the trigger are in `section.toml`.
"""
