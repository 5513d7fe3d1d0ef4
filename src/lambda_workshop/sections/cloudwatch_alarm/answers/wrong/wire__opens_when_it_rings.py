"""expect: the checkout is open for

Does the opposite of what it should.
"""
### INSTEAD OF
    if state == "ALARM":
        functions.put_function_concurrency(FunctionName="inkwell-alarm-checkout", ReservedConcurrentExecutions=0)
    elif state == "OK":
### THIS
    if state == "OK":
        functions.put_function_concurrency(FunctionName="inkwell-alarm-checkout", ReservedConcurrentExecutions=0)
    elif state == "ALARM":
