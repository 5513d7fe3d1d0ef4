"""expect: a statement lets other rules call the function as well

No SourceArn: any rule of anybody.
"""
### INSTEAD OF
let_rule_call("inkwell-schedule-report", nightly)
### THIS
lam.add_permission(
    FunctionName="inkwell-schedule-report",
    StatementId="rules",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
)
