"""expect: "state": "

Mixes up the two states of a topic's message.
"""

import json


def handler(event, context):
    if "Records" in event:
        message = json.loads(event["Records"][0]["Sns"]["Message"])
        dimensions = {item["name"]: item["value"] for item in message.get("Trigger", {}).get("Dimensions", [])}
        return {
            "alarm": message["AlarmName"],
            "state": message["OldStateValue"],
            "was": message["NewStateValue"],
            "function": dimensions.get("FunctionName"),
            "values": [],
        }
    data = event.get("alarmData") or event["detail"]
    metrics = data["configuration"].get("metrics") or [{}]
    dimensions = metrics[0].get("metricStat", {}).get("metric", {}).get("dimensions", {})
    reason = json.loads(data["state"].get("reasonData", "{}"))
    return {
        "alarm": data["alarmName"],
        "state": data["state"]["value"],
        "was": data["previousState"]["value"],
        "function": dimensions.get("FunctionName"),
        "values": reason.get("recentDatapoints", []),
    }
