"""expect: the rule is disabled

A rule that is switched off.
"""
### INSTEAD OF
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
### THIS
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
    ruleDisabled=True,
