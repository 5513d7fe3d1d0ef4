"""expect: load balancer inkwell-alb-debug is

Made anew at another address.
"""
### ADD
fresh_balancer("inkwell-alb-debug")
