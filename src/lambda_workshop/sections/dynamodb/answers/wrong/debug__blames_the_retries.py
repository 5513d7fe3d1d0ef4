"""expect: No invocation failed

Takes the retries for the culprit.
"""

cause = "c"
found = lam.list_event_source_mappings(FunctionName="inkwell-dynamodb-debug")["EventSourceMappings"][0]
new_only = {"Filters": [{"Pattern": json.dumps({"eventName": ["INSERT"]})}]}
lam.update_event_source_mapping(UUID=found["UUID"], FilterCriteria=new_only)
