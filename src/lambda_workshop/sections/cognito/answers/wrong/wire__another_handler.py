"""expect: a refusal: the variable REFUSED has

Deploys the handler of the example.
"""
### INSTEAD OF
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused)
### THIS
rules = cognito.deploy("inkwell-cognito-rules", show, role=role, environment=refused)
