"""expect: the input is

An underscore in the attribute's name: Scheduler leaves it as it is.
"""
### INSTEAD OF
        "Input": json.dumps({"report": "week", "time": "<aws.scheduler.scheduled-time>"}),
### THIS
        "Input": json.dumps({"report": "week", "time": "<aws.scheduler.scheduled_time>"}),
