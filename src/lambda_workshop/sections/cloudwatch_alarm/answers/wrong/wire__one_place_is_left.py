"""expect: the checkout is open for

Closes it to all but one.
"""
### INSTEAD OF
        functions.put_function_concurrency(FunctionName="inkwell-alarm-checkout", ReservedConcurrentExecutions=0)
### THIS
        functions.put_function_concurrency(FunctionName="inkwell-alarm-checkout", ReservedConcurrentExecutions=1)
