"""expect: the bus did not take the fourth of five records

Takes an answer of `put_events` for a success.
"""
### INSTEAD OF
        if answer["FailedEntryCount"]:
### THIS
        if not answer:
