"""expect: the rule has no target

A rule that fires into the void.
"""
### INSTEAD OF
put = rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[{"Id": "report", "Arn": report}])
### THIS
