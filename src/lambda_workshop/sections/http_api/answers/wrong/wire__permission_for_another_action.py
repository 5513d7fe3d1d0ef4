"""expect: do `lambda:GetFunction`, not `lambda:InvokeFunction`

A permission with the right principal and source, for another action.
"""
### INSTEAD OF
    Action="lambda:InvokeFunction",
### THIS
    Action="lambda:GetFunction",
