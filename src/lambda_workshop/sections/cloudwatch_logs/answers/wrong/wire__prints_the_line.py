"""expect: it printed

Prints the whole line, the card with it.
"""

import linecache

source = """def alert(event, context):
    import base64
    import gzip
    import json

    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if inside["messageType"] == "DATA_MESSAGE":
        for item in inside["logEvents"]:
            paid = json.loads(item["message"])
            print("alert", paid["orderId"], paid["status"], item["message"])
"""
linecache.cache["<alert>"] = (len(source), None, source.splitlines(keepends=True), "<alert>")
exec(compile(source, "<alert>", "exec"))

group_named("inkwell-logs-payments")
alert_arn = cloudwatch_logs.deploy("inkwell-logs-alert", alert, role=cloudwatch_logs.role("inkwell-logs-alert-role"))
allow("inkwell-logs-alert", "inkwell-logs-payments")
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-payments", filterName="failed-payments", filterPattern=pattern, destinationArn=alert_arn
)
