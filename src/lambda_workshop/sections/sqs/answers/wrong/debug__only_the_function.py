"""expect: without it Lambda takes the answer for success and deletes the poison job

The handler reports the poison job, and nobody listens: the job is lost.
"""

cause = "b"
name = "inkwell-sqs-debug-printer"
lam.update_function_code(FunctionName=name, ZipFile=sqs.package(handler))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
