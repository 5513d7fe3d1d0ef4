"""Grading: find submissions, run each in a sandbox of its own, check from outside, report.

Nothing in a notebook imports this; lessons and checks know nothing of it.
"""
