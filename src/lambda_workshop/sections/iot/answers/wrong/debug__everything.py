"""expect: ink was ordered for

Hears every topic there is.
"""

cause = "b"
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
put_rule(
    "inkwell_iot_debug",
    sql="SELECT *, topic(2) AS printer FROM '#' WHERE level < 20",
    actions=ink_rule["actions"],
)
