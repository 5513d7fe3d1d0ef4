"""expect: REFUSED is `(not set)`

Forgets the environment variable.
"""
### INSTEAD OF
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused)
### THIS
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role)
