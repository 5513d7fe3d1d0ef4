"""expect: `inkwell-bus` has no rule

Forgets the bus: the rule is on the default one.
"""
### INSTEAD OF
large_arn = events.put_rule(Name=name, EventBusName="inkwell-bus", EventPattern=json.dumps(large))["RuleArn"]
### THIS
large_arn = events.put_rule(Name=name, EventPattern=json.dumps(large))["RuleArn"]
### INSTEAD OF
added = events.put_targets(Rule=name, EventBusName="inkwell-bus", Targets=[target])
### THIS
added = events.put_targets(Rule=name, Targets=[target])
