"""The order of dimensions does not matter."""

cause = "b"
watch.put_metric_alarm(
    AlarmName="inkwell-alarm-debug",
    Namespace="InkwellDebug",
    MetricName="FailedPrints",
    Dimensions=[{"Name": "Shop", "Value": "vienna"}, {"Name": "Printer", "Value": "north"}],
    Statistic="Sum",
    Period=10,
    EvaluationPeriods=1,
    Threshold=3,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
)
