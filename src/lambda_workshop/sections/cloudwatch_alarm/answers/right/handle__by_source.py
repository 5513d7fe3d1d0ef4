"""Tells the forms apart by other keys."""
### INSTEAD OF
    if "Records" in event:
### THIS
    if "alarmData" not in event and "detail" not in event:
