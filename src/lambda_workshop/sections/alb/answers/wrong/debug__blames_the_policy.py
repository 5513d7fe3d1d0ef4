"""expect: The function's policy does not let the load balancer in

Mends it, and does not know why.
"""
### INSTEAD OF
cause = "a"
### THIS
cause = "b"
