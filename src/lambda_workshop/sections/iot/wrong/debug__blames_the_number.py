"""expect: 5 is a number in the message

Takes the number for a text.
"""

cause = "c"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
put_rule(
    "inkwell_iot_debug",
    sql="SELECT *, topic(2) AS printer FROM 'ink-room/+/+' WHERE level < 20",
    actions=ink_rule["actions"],
)
