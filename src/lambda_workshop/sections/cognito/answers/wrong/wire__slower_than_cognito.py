"""expect: the function may run for 30 s

Gives the function half a minute.
"""
### INSTEAD OF
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused)
### THIS
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused, timeout=30)
