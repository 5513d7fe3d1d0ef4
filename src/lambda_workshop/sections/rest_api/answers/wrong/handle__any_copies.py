"""expect: check paper, copies, finishes, JSON and key

Prints a million copies.
"""
### INSTEAD OF
        if copies not in range(1, 10_001):
            raise ValueError("copies must be a whole number from 1 to 10,000")
### THIS
