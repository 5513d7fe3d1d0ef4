"""expect: lost without a trace

Limits the retries, and keeps no note.
"""

cause = "b"
blocked = lam.list_event_source_mappings(FunctionName="inkwell-kinesis-debug")["EventSourceMappings"][0]
note_arn = f"arn:aws:sqs:us-east-1:{blocked['FunctionArn'].split(':')[4]}:inkwell-kinesis-debug-failed"
lam.update_event_source_mapping(UUID=blocked["UUID"], MaximumRetryAttempts=1)
