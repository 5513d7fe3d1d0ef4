"""The section on CloudWatch alarms: three ways from a metric to a function, and an alarm that knows nothing.

The lesson is `lesson.py`; the facts of the trigger are in `section.toml`.
"""
