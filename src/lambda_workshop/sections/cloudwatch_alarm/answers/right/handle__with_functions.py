"""One function for each form."""

import json


def from_topic(event):
    message = json.loads(event["Records"][0]["Sns"]["Message"])
    named = [d["value"] for d in (message.get("Trigger") or {}).get("Dimensions", []) if d["name"] == "FunctionName"]
    return message["AlarmName"], message["NewStateValue"], message["OldStateValue"], named, []


def from_data(data):
    metrics = data["configuration"].get("metrics", [])
    found = [metric["metricStat"]["metric"]["dimensions"] for metric in metrics if "metricStat" in metric]
    named = [dimensions["FunctionName"] for dimensions in found if "FunctionName" in dimensions]
    values = []
    if data["state"].get("reasonData"):
        values = json.loads(data["state"]["reasonData"])["recentDatapoints"]
    return data["alarmName"], data["state"]["value"], data["previousState"]["value"], named, values


def handler(event, context):
    parts = from_topic(event) if "Records" in event else from_data(event.get("alarmData", event.get("detail")))
    alarm, state, was, named, values = parts
    return {"alarm": alarm, "state": state, "was": was, "function": named[0] if named else None, "values": values}
