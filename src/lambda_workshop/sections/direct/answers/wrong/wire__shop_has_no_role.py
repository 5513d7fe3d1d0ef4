"""expect: there is no role `inkwell-direct-shop-role`

The emulator asks nobody for rights.
"""
### INSTEAD OF
may_call = {"Action": "lambda:InvokeFunction", "Resource": live}
direct.role("inkwell-direct-shop-role", policies=[may_call])
### THIS
