"""expect: no cause was named

Mends the rule and does not say why.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = None
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
