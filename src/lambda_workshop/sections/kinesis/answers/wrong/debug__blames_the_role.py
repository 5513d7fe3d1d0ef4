"""expect: C-1 came through

Takes the role for the culprit.
"""

cause = "a"
blocked = lam.list_event_source_mappings(FunctionName="inkwell-kinesis-debug")["EventSourceMappings"][0]
note_arn = f"arn:aws:sqs:us-east-1:{blocked['FunctionArn'].split(':')[4]}:inkwell-kinesis-debug-failed"
lam.update_event_source_mapping(
    UUID=blocked["UUID"], MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": note_arn}}
)
