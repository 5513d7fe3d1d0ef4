"""expect: it has no stamp

Lets changes through, and leaves new orders out.
"""

cause = "b"
found = lam.list_event_source_mappings(FunctionName="inkwell-dynamodb-debug")["EventSourceMappings"][0]
new_only = {"Filters": [{"Pattern": json.dumps({"eventName": ["MODIFY"]})}]}
lam.update_event_source_mapping(UUID=found["UUID"], FilterCriteria=new_only)
