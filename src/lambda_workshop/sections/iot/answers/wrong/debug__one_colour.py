"""expect: no ink was ordered

Writes the colour of the example into the filter.
"""

cause = "b"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
put_rule(
    "inkwell_iot_debug",
    sql="SELECT *, topic(2) AS printer FROM 'ink-room/+/cyan' WHERE level < 20",
    actions=ink_rule["actions"],
)
