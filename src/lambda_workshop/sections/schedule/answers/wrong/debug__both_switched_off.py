"""expect: nobody calls it any more

Nobody is billed twice. Nobody is billed.
"""

from lambda_workshop.cloud.functions import zip_of

SOURCE = """import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ.get("TABLE", "inkwell-schedule-debug-bills"))


def bill(event, context):
    night = event["time"][:10]
    item = {"billId": night, "night": night, "cents": 990}
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(billId)")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"{night} is billed already")
"""
cause = "b"
rules.disable_rule(Name="inkwell-schedule-debug-nightly")
name = "inkwell-schedule-debug-billing"
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": SOURCE}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
rules.disable_rule(Name="inkwell-schedule-debug-nightly")
schedule.session.client("scheduler").delete_schedule(Name="inkwell-schedule-debug-nightly")
