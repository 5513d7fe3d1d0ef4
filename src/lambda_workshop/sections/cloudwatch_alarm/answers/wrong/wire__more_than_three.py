"""expect: greater than *or equal*

Rings at the fourth error.
"""
### INSTEAD OF
    Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanOrEqualToThreshold",
### THIS
    Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanThreshold",
