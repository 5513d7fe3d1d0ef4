"""No condition: the second write puts the same bill in the place of the first."""

from lambda_workshop.cloud.functions import zip_of

SOURCE = """import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "inkwell-schedule-debug-bills"))


def bill(event, context):
    night = event["time"][:10]
    item = {"billId": night, "night": night, "cents": 990}
    table.put_item(Item=item)
"""
cause = "b"
rules.remove_targets(Rule="inkwell-schedule-debug-nightly", Ids=["billing"])
rules.delete_rule(Name="inkwell-schedule-debug-nightly")
name = "inkwell-schedule-debug-billing"
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": SOURCE}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
