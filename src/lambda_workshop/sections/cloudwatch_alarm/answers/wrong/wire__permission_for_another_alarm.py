"""expect: AWS would refuse it

The permission of another alarm.
"""
### INSTEAD OF
allow("inkwell-alarm-breaker", "inkwell-alarm-checkout-errors")
### THIS
allow("inkwell-alarm-breaker", "inkwell-alarm-errors")
