"""Decides with a dictionary."""
### INSTEAD OF
    if state == "ALARM":
        functions.put_function_concurrency(FunctionName="inkwell-alarm-checkout", ReservedConcurrentExecutions=0)
    elif state == "OK":
        functions.delete_function_concurrency(FunctionName="inkwell-alarm-checkout")
### THIS
    name = "inkwell-alarm-checkout"
    todo = {
        "ALARM": lambda: functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0),
        "OK": lambda: functions.delete_function_concurrency(FunctionName=name),
    }
    todo.get(state, lambda: None)()
