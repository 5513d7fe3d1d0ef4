"""expect: when all is well again, it calls nobody

Closes the checkout for ever.
"""
### INSTEAD OF
    TreatMissingData="notBreaching", AlarmActions=[breaker_arn], OKActions=[breaker_arn],
### THIS
    TreatMissingData="notBreaching", AlarmActions=[breaker_arn],
