"""expect: a report for a guessed day is worse than none

Falls back to today where the event says nothing.
"""
### INSTEAD OF
        day = date.fromisoformat(event["day"])
### THIS
        day = date.fromisoformat(event["day"])
    elif "time" not in event:
        day = date.today()
