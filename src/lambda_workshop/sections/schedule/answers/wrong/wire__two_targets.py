"""expect: the rule has 2 targets

The target of an earlier try is still there, under another Id.
"""
### INSTEAD OF
put = rules.put_targets(Rule="inkwell-schedule-nightly", Targets=[{"Id": "report", "Arn": report}])
### THIS
targets = [{"Id": "report", "Arn": report}, {"Id": "first-try", "Arn": report}]
put = rules.put_targets(Rule="inkwell-schedule-nightly", Targets=targets)
