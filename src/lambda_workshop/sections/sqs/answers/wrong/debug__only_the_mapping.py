"""expect: called with a poison job, it still fails

The mapping listens, and the handler still raises.
"""

cause = "b"
mapping = lam.list_event_source_mappings(FunctionName="inkwell-sqs-debug-printer")["EventSourceMappings"][0]
lam.update_event_source_mapping(UUID=mapping["UUID"], FunctionResponseTypes=["ReportBatchItemFailures"])
