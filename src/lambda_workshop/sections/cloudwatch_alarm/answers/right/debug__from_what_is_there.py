"""Takes the alarm that is there, and corrects its dimensions."""

cause = "B"
old = watch.describe_alarms(AlarmNames=["inkwell-alarm-debug"])["MetricAlarms"][0]
(metric,) = watch.list_metrics(Namespace="InkwellDebug", MetricName="FailedPrints")["Metrics"]
kept = ("AlarmName", "Namespace", "MetricName", "Statistic", "Period", "EvaluationPeriods", "Threshold")
settings = {name: old[name] for name in (*kept, "ComparisonOperator")}
watch.put_metric_alarm(**settings, Dimensions=metric["Dimensions"])
