"""expect: a function that nobody calls reports nothing

Does not say how missing data counts.
"""
### INSTEAD OF
    TreatMissingData="notBreaching", AlarmActions=[breaker_arn], OKActions=[breaker_arn],
### THIS
    AlarmActions=[breaker_arn], OKActions=[breaker_arn],
