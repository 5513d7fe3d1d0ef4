"""expect: the breaker opened the checkout

Not ALARM is not OK.
"""
### INSTEAD OF
    elif state == "OK":
### THIS
    else:
