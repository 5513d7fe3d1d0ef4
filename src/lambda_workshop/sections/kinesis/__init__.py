"""The section on Kinesis: page views in order, a batch that fails in the middle, and a record that blocks its shard.

The lesson is `lesson.py`; the facts of the trigger are in `section.toml`.
"""
