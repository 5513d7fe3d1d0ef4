"""expect: "a": The visibility timeout is shorter than the function's run

Everything is mended by luck, and the cause is guessed wrong.
"""

cause = "a"
name = "inkwell-sqs-debug-printer"
lam.update_function_code(FunctionName=name, ZipFile=sqs.package(handler))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
mapping = lam.list_event_source_mappings(FunctionName=name)["EventSourceMappings"][0]
lam.update_event_source_mapping(UUID=mapping["UUID"], FunctionResponseTypes=["ReportBatchItemFailures"])
