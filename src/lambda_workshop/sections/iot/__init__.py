"""The section on AWS IoT: sensors of the print room, a rule's statement, and a rule that matches nothing.

The lesson is `lesson.py`; the facts of the trigger are in `section.toml`.
"""
