"""expect: 5 is a number in the message

Takes the number for a text.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = "c"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
