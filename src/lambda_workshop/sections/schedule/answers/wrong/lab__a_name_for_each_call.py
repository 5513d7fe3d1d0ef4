"""expect: there is no schedule

A name that no second event finds again.
"""
### INSTEAD OF
import re
### THIS
import re
import uuid
### INSTEAD OF
    name = f"inkwell-schedule-lab-{order}"
### THIS
    name = f"inkwell-schedule-lab-{uuid.uuid4().hex[:8]}"
