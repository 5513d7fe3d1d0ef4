"""expect: the shop is paused, and an event of 2020

Believes whatever alarm comes last, however old it is.
"""
### INSTEAD OF
            ConditionExpression="attribute_not_exists(since) OR since < :since",
### THIS
