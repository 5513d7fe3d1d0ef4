"""expect: the API's stages: `dev`

Another name for the stage.
"""
### INSTEAD OF
stage = gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
### THIS
stage = gateway.create_stage(ApiId=api, StageName="dev", AutoDeploy=True)
