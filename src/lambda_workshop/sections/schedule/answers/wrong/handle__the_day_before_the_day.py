"""expect: that very day, and not the one before it

Takes a day off, also when somebody asked for that day.
"""
### INSTEAD OF
        day = date.fromisoformat(event["day"])
### THIS
        day = date.fromisoformat(event["day"]) - timedelta(days=1)
