"""expect: ink was ordered for a printer with enough ink

Throws the condition away.
"""

cause = "b"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
put_rule(
    "inkwell_iot_debug",
    sql="SELECT *, topic(2) AS printer FROM 'ink-room/+/+'",
    actions=ink_rule["actions"],
)
