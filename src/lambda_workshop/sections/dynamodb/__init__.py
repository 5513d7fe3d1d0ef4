"""The section on DynamoDB streams: images of a change, a running revenue, and a function that calls itself.

The lesson is `lesson.py`; the facts of the trigger are in `section.toml`.
"""
