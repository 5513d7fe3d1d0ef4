"""Marks in the forms that other systems take back. Each module says whose rules it follows, and where they stand.

What could not be graded is no zero: its cell stays as it is, and it is named.
"""
