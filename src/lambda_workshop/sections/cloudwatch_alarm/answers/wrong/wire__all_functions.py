"""expect: it looks at the dimensions (none)

No dimension: the errors of every function.
"""
### INSTEAD OF
    Dimensions=[{"Name": "FunctionName", "Value": "inkwell-alarm-checkout"}],
### THIS
