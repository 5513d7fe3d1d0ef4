"""expect: AWS would refuse it

A permission for the topic of the example.
"""
### INSTEAD OF
allow("inkwell-sns-invoice", orders)
### THIS
allow("inkwell-sns-invoice", hello)
