"""expect: it looks at the dimensions {'Printer': 'north'}

Makes missing data breach, so that it rings for ever.
"""

cause = "b"
watch.put_metric_alarm(
    AlarmName="inkwell-alarm-debug",
    Namespace="InkwellDebug",
    MetricName="FailedPrints",
    Dimensions=[{"Name": "Printer", "Value": "north"}],
    Statistic="Sum",
    Period=10,
    EvaluationPeriods=1,
    Threshold=3,
    TreatMissingData="breaching",
    ComparisonOperator="GreaterThanOrEqualToThreshold",
)
