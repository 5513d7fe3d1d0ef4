"""Sets the triggers with an update that names everything, and asks for strong passwords."""
### INSTEAD OF
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules, "PreTokenGeneration": rules},
### THIS
)
triggers = dict.fromkeys(("PreSignUp", "CustomMessage", "PreTokenGeneration", "PostAuthentication"), rules)
strong = {"PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": True}}
idp.update_user_pool(
    UserPoolId=customers["Id"], LambdaConfig=triggers, AutoVerifiedAttributes=["email"], Policies=strong
