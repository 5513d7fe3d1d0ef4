"""Section 00: the map of the course, its backend, and question 0.

The map and the table of triggers are made from the sections that there are.
"""
