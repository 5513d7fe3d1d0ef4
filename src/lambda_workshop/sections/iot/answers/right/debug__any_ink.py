"""Any ink of the room, by another filter."""

cause = "b"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
put_rule(
    "inkwell_iot_debug",
    sql="SELECT *, topic(2) AS printer FROM 'ink-room/#' WHERE level < 20",
    actions=ink_rule["actions"],
)
