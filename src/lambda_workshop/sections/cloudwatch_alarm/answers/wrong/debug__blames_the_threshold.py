"""expect: This one knows of no data at all

Takes the threshold for the culprit.
"""

cause = "c"
watch.put_metric_alarm(
    AlarmName="inkwell-alarm-debug",
    Namespace="InkwellDebug",
    MetricName="FailedPrints",
    Dimensions=[{"Name": "Printer", "Value": "north"}, {"Name": "Shop", "Value": "vienna"}],
    Statistic="Sum",
    Period=10,
    EvaluationPeriods=1,
    Threshold=3,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
)
