"""expect: may close every function of the account

A right on every function, because it works.
"""

import linecache

source = """def breaker(event, context):
    import boto3

    state = event["alarmData"]["state"]["value"]
    functions = boto3.client("lambda")
    if state == "ALARM":
        functions.put_function_concurrency(FunctionName="inkwell-alarm-checkout", ReservedConcurrentExecutions=0)
    elif state == "OK":
        functions.delete_function_concurrency(FunctionName="inkwell-alarm-checkout")


def checkout(event, context):
    return {"paid": event["cents"]}
"""
linecache.cache["<breaker>"] = (len(source), None, source.splitlines(keepends=True), "<breaker>")
exec(compile(source, "<breaker>", "exec"))

checkout_arn = cloudwatch_alarm.deploy(
    "inkwell-alarm-checkout", checkout, role=cloudwatch_alarm.role("inkwell-alarm-checkout-role")
)
rights = {
    "Action": ["lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency"],
    "Resource": "*",
}
breaker_role = cloudwatch_alarm.role("inkwell-alarm-breaker-role", policies=[rights])
breaker_arn = cloudwatch_alarm.deploy("inkwell-alarm-breaker", breaker, role=breaker_role, timeout=10)
allow("inkwell-alarm-breaker", "inkwell-alarm-checkout-errors")
watch.put_metric_alarm(
    AlarmName="inkwell-alarm-checkout-errors",
    Namespace="AWS/Lambda",
    MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "inkwell-alarm-checkout"}],
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=3,
    ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching",
    AlarmActions=[breaker_arn],
    OKActions=[breaker_arn],
)
