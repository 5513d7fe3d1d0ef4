"""expect: `prod` does not deploy by itself

A stage that is never deployed.
"""
### INSTEAD OF
stage = gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
### THIS
stage = gateway.create_stage(ApiId=api, StageName="prod")
