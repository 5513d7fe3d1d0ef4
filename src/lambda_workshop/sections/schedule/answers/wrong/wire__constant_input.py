"""expect: so that the function does not see the event's `time`

A constant in the place of the event.
"""
### INSTEAD OF
put = rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[{"Id": "report", "Arn": report}])
### THIS
target = {"Id": "report", "Arn": report, "Input": '{"report": "sales"}'}
put = rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[target])
