"""expect: The function's policy does not let the API in

Guesses the policy.
"""
### INSTEAD OF
cause = "c"
### THIS
cause = "a"
