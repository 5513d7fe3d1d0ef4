"""expect: the mapping is Disabled

Stops the loop by stopping the work.
"""

cause = "b"
found = lam.list_event_source_mappings(FunctionName="inkwell-dynamodb-debug")["EventSourceMappings"][0]
new_only = {"Filters": [{"Pattern": json.dumps({"eventName": ["INSERT"]})}]}
lam.update_event_source_mapping(UUID=found["UUID"], Enabled=False)
