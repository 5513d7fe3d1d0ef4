"""expect: the caller takes that for a price

Answers with an error as if it were a price.
"""
### INSTEAD OF
        raise ValueError(f"paper must be one of {', '.join(CENTS)}")
### THIS
        return {"error": "no such paper"}
