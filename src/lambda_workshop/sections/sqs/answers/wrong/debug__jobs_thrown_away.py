"""expect: is not printed, and not in `inkwell-sqs-debug-dead`

Mends the room, and empties its queue to make the trouble go away.
"""

cause = "b"
for queue in ("inkwell-sqs-debug", "inkwell-sqs-debug-dead"):
    queues.purge_queue(QueueUrl=queues.get_queue_url(QueueName=queue)["QueueUrl"])
name = "inkwell-sqs-debug-printer"
lam.update_function_code(FunctionName=name, ZipFile=sqs.package(handler))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
mapping = lam.list_event_source_mappings(FunctionName=name)["EventSourceMappings"][0]
lam.update_event_source_mapping(UUID=mapping["UUID"], FunctionResponseTypes=["ReportBatchItemFailures"])
