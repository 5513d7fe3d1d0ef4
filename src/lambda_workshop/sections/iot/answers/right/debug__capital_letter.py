"""The letter as people write it."""
### INSTEAD OF
cause = "b"
### THIS
cause = " B"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
