"""expect: AWS would refuse it, and nobody would tell you

The rule fires, the function refuses, and nobody hears of it.
"""
### INSTEAD OF
let_rule_call("inkwell-schedule-report", nightly)
### THIS
