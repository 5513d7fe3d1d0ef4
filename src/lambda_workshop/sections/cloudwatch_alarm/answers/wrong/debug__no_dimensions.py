"""expect: it looks at the dimensions (none)

Leaves them out: that is a third metric.
"""

cause = "b"
watch.put_metric_alarm(
    AlarmName="inkwell-alarm-debug",
    Namespace="InkwellDebug",
    MetricName="FailedPrints",
    Statistic="Sum",
    Period=10,
    EvaluationPeriods=1,
    Threshold=3,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
)
