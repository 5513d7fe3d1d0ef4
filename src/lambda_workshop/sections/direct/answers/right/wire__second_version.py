"""The alias was moved to a second version."""
### INSTEAD OF
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
### THIS
direct.deploy("inkwell-direct-pricer", measure, role=pricer_role)
### ADD
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
version = lam.publish_version(**pricer)["Version"]
lam.update_alias(**pricer, Name="live", FunctionVersion=version)
lam.put_function_event_invoke_config(
    **pricer,
    Qualifier=version,
    MaximumRetryAttempts=0,
    MaximumEventAgeInSeconds=300,
    DestinationConfig={"OnFailure": {"Destination": failed}},
)
