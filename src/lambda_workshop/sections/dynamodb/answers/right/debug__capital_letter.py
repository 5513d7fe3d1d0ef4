"""The letter as people write it."""

cause = " B "
found = lam.list_event_source_mappings(FunctionName="inkwell-dynamodb-debug")["EventSourceMappings"][0]
new_only = {"Filters": [{"Pattern": json.dumps({"eventName": ["INSERT"]})}]}
lam.update_event_source_mapping(UUID=found["UUID"], FilterCriteria=new_only)
