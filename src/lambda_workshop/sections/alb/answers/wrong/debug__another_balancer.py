"""expect: there is no `inkwell-alb-debug` that the start made

Made anew at another address.
"""
### ADD
fresh_balancer("inkwell-alb-debug")
