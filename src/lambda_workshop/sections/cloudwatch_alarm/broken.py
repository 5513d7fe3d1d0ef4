"""An alarm that looks at a metric which nobody writes: the one with fewer dimensions."""

from __future__ import annotations

from typing import Any

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove

ROOM = "inkwell-alarm-debug"
REPORTER = f"{ROOM}-reporter"
PRINTER, SHOP = "north", "vienna"
CODE = f"""\
import boto3

watch = boto3.client("cloudwatch")


def handler(event, context):
    datum = {{
        "MetricName": "FailedPrints",
        "Value": event["failed"],
        "Unit": "Count",
        "StorageResolution": 1,
        "Dimensions": [{{"Name": "Printer", "Value": "{PRINTER}"}}, {{"Name": "Shop", "Value": "{SHOP}"}}],
    }}
    watch.put_metric_data(Namespace="InkwellDebug", MetricData=[datum])
    print("reported", event["failed"], "failed prints of printer {PRINTER}, shop {SHOP}")
"""
SETTINGS: dict[str, Any] = {
    "AlarmName": ROOM,
    "AlarmDescription": "Prints fail in Vienna, at the printer in the north.",
    "Namespace": "InkwellDebug",
    "MetricName": "FailedPrints",
    "Statistic": "Sum",
    "Period": 10,
    "EvaluationPeriods": 1,
    "Threshold": 3,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
BROKEN = [{"Name": "Printer", "Value": PRINTER}]


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, report failures, and tell what was made."""
    remove(cloud, (ROOM,), ("lambda", "cloudwatch", "logs"))
    rights = {"Action": "cloudwatch:PutMetricData", "Resource": "*"}
    role = deploying.role(cloud, f"{ROOM}-role", [rights])
    package = functions.zip_of({"index.py": CODE})
    deploying.deploy(cloud, REPORTER, package, handler="index.handler", role_arn=role, timeout=10)
    cloud.client("cloudwatch").put_metric_alarm(**SETTINGS, Dimensions=BROKEN)
    for failed in (4, 7):
        functions.invoke(cloud, REPORTER, {"failed": failed})
    return [
        ("function", f"{REPORTER}: reports how many prints failed"),
        ("alarm", f"{ROOM}: three failed prints within ten seconds"),
        ("what happened", "4 and 7 failed prints were reported, and nobody was called"),
    ]
