"""expect: it looks at the dimensions

The breaker watches itself.
"""
### INSTEAD OF
    Dimensions=[{"Name": "FunctionName", "Value": "inkwell-alarm-checkout"}],
### THIS
    Dimensions=[{"Name": "FunctionName", "Value": "inkwell-alarm-breaker"}],
