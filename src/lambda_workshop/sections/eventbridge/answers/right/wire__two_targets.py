"""The same rule has a second target."""
### INSTEAD OF
added = events.put_targets(Rule=name, EventBusName="inkwell-bus", Targets=[target])
### THIS
added = events.put_targets(Rule=name, EventBusName="inkwell-bus", Targets=[target, {"Id": "copy", "Arn": queue_arn}])
