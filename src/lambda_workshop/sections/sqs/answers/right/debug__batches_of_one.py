"""Batches of one as well, and the retry brings the jobs back: nothing died yet, so nothing is redriven."""

cause = "B"
name = "inkwell-sqs-debug-printer"
lam.update_function_code(FunctionName=name, ZipFile=sqs.package(handler))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
mapping = lam.list_event_source_mappings(FunctionName=name)["EventSourceMappings"][0]
lam.update_event_source_mapping(
    UUID=mapping["UUID"], BatchSize=1, FunctionResponseTypes=["ReportBatchItemFailures"], Enabled=True
)
