"""Only items that have no stamp yet."""

cause = "b"
found = lam.list_event_source_mappings(FunctionName="inkwell-dynamodb-debug")["EventSourceMappings"][0]
new_only = {"Filters": [{"Pattern": json.dumps({"dynamodb": {"NewImage": {"stamps": {"N": [{"exists": False}]}}}})}]}
lam.update_event_source_mapping(UUID=found["UUID"], FilterCriteria=new_only)
