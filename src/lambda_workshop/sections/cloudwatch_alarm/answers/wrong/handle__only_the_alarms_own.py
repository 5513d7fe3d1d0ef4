"""expect: KeyError: 'alarmData'

Knows nothing of rules and topics.
"""

import json


def handler(event, context):
    data = event["alarmData"]
    metrics = data["configuration"].get("metrics") or [{}]
    dimensions = metrics[0].get("metricStat", {}).get("metric", {}).get("dimensions", {})
    return {
        "alarm": data["alarmName"],
        "state": data["state"]["value"],
        "was": data["previousState"]["value"],
        "function": dimensions.get("FunctionName"),
        "values": json.loads(data["state"].get("reasonData", "{}")).get("recentDatapoints", []),
    }
