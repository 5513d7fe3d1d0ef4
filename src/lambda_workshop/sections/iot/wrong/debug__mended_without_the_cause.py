"""expect: no cause was named

Mends the rule and does not say why.
"""

cause = None
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
put_rule(
    "inkwell_iot_debug",
    sql="SELECT *, topic(2) AS printer FROM 'ink-room/+/+' WHERE level < 20",
    actions=ink_rule["actions"],
)
