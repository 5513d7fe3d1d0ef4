"""expect: the time window is OFF

To the minute, where nobody asked for it.
"""
### INSTEAD OF
    "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
### THIS
    "FlexibleTimeWindow": {"Mode": "OFF"},
