"""expect: ValueError with the word `paper`

Lets the dictionary raise.
"""
### INSTEAD OF
    if paper not in CENTS:
        raise ValueError(f"paper must be one of {', '.join(CENTS)}")
### THIS
