"""expect: AWS would refuse it

The rule's ARN without its bus.
"""
### INSTEAD OF
allow("inkwell-bus-packer", large_arn)
### THIS
allow("inkwell-bus-packer", large_arn.replace("rule/inkwell-bus/", "rule/"))
