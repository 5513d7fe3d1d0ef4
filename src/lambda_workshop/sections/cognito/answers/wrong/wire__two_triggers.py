"""expect: `LambdaConfig` has PreTokenGeneration: `nothing`

Leaves one trigger out.
"""
### INSTEAD OF
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules, "PreTokenGeneration": rules},
### THIS
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules},
