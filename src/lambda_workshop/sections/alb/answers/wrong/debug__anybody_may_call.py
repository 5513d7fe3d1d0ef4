"""expect: permission all is

Mends the answer, and opens the function to everybody on the way.
"""
### INSTEAD OF
cause = "a"

### THIS
cause = "a"
lam.add_permission(
    FunctionName="inkwell-alb-debug-status", StatementId="all", Action="lambda:InvokeFunction", Principal="*"
)

