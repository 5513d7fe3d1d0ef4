"""expect: AWS would refuse it

The rule may not invoke the function.
"""
### INSTEAD OF
allow("inkwell-iot-cooler", "inkwell_iot_hot")
### THIS
