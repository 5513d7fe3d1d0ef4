"""expect: the rule would match all the same

Takes the permission for the culprit.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = "a"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
