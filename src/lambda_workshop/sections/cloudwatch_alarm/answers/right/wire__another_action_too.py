"""The desk hears of it as well."""
### INSTEAD OF
    TreatMissingData="notBreaching", AlarmActions=[breaker_arn], OKActions=[breaker_arn],
### THIS
    TreatMissingData="notBreaching", AlarmActions=[breaker_arn, hello_arn], OKActions=[breaker_arn],
