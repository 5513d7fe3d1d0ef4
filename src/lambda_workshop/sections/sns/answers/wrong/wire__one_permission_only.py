"""expect: AWS would refuse it

Forgets the second function's permission.
"""
### INSTEAD OF
allow("inkwell-sns-loyalty", orders)
### THIS
