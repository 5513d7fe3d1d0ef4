"""expect: is not between 0 and 100

Adds without looking at the range.
"""
### INSTEAD OF
        lamp["brightness"] = max(0, min(100, lamp["brightness"] + wish["brightnessDelta"]))
### THIS
        lamp["brightness"] = lamp["brightness"] + wish["brightnessDelta"]
