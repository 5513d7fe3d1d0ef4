"""expect: AWS would refuse it

A permission for the rule of the example.
"""
### INSTEAD OF
allow("inkwell-iot-cooler", "inkwell_iot_hot")
### THIS
allow("inkwell-iot-cooler", "inkwell_iot_hello")
