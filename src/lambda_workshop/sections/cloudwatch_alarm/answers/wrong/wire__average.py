"""expect: the average of `Errors` is a rate

The average of errors never reaches three.
"""
### INSTEAD OF
    Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanOrEqualToThreshold",
### THIS
    Statistic="Average", Period=60, EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanOrEqualToThreshold",
