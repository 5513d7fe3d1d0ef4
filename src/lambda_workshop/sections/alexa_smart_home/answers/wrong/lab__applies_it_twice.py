"""expect: is 60 %

Writes whatever comes, as often as it comes.
"""
### INSTEAD OF
            ConditionExpression="attribute_not_exists(#last) OR #last <> :id",
### THIS
