"""expect: the settings allow no retry

The function is mended, and Lambda may not try it again.
"""
### ADD
lam.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=0)
