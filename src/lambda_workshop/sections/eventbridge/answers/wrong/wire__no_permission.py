"""expect: AWS would refuse it

The rule may not invoke the function.
"""
### INSTEAD OF
allow("inkwell-bus-packer", large_arn)
### THIS
