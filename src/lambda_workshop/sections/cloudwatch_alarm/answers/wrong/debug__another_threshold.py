"""expect: `Threshold` is `1.0`

Changes more than what is wrong.
"""

cause = "b"
watch.put_metric_alarm(
    AlarmName="inkwell-alarm-debug",
    Namespace="InkwellDebug",
    MetricName="FailedPrints",
    Dimensions=[{"Name": "Printer", "Value": "north"}, {"Name": "Shop", "Value": "vienna"}],
    Statistic="Sum",
    Period=10,
    EvaluationPeriods=1,
    Threshold=1,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
)
