"""expect: its reserved concurrency is not set

It may take all that the account has.
"""
### INSTEAD OF
reserved = lam.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=2)
### THIS
