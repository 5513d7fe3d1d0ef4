"""expect: whenever the function runs: a retry comes later

The example's answer, whatever the event says.
"""


def handler(event, context):
    print("report sales for 2026-11-23")
    return {"report": "sales", "day": "2026-11-23"}
