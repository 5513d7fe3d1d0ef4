# %% [markdown]
# # CloudWatch alarms: the checkout that breaks
#
# Inkwell's checkout fails three times in a minute. Nobody is awake. An alarm closes the checkout, before customers pay
# for prints that never come.
#
# In this section you
#
# - **predict** when an alarm rings, and how often,
# - **write** a function that understands an alarm however it is told,
# - **wire** an alarm to a function that acts,
# - **mend** an alarm that knows nothing.

# %%
from lambda_workshop import lesson

cloudwatch_alarm = lesson("cloudwatch-alarm")

# %% [markdown]
# ## How it works
#
# ```mermaid
# flowchart LR
#     accTitle: Three ways from a metric to a function
#     accDescr: Lambda counts errors as a metric. An alarm looks at it. When its state changes, the alarm calls a function itself, or tells an SNS topic, to which functions are subscribed. In every case CloudWatch puts an event on the default event bus, where a rule may call a function.
#     Metric[metric AWS/Lambda Errors] --> Alarm{alarm}
#     Alarm -->|action| F1[function]
#     Alarm -->|action| Topic[SNS topic] --> F2[function]
#     Alarm -->|always| Bus[(default bus)] --> Rule[rule] --> F3[function]
# ```
#
# <!-- trigger table -->
#
# A metric is known by its namespace, its name and **all** its dimensions: pairs such as `FunctionName` = `checkout`. Lambda
# itself reports `Invocations`, `Errors`, `Throttles` and `Duration` of each function. An alarm compares a metric with a
# threshold. It is OK, in ALARM (it *rings*) or INSUFFICIENT_DATA.
#
# The chapter's *CloudWatch Event* means two things: the events that became **EventBridge**, and alarms, which have called
# functions directly since the end of 2023.

# %% [markdown]
# ## Predict
#
# An alarm looks at the sum of errors in each minute. It has three *evaluation periods*, two *datapoints to alarm*, and
# rings at 1 or more. It was OK. In the last three minutes there were 1 error, no data, 1 error. What now?
#
# - **a** It stays OK: the three minutes must breach one after the other.
# - **b** It is ALARM, and its function is called once.
# - **c** It is INSUFFICIENT_DATA: one minute is missing.
# - **d** It is ALARM, and its function is called every minute until it is OK again.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
cloudwatch_alarm.predict.check(answer)

# %% [markdown]
# ## See it run
#
# An alarm that calls a function. `set_alarm_state` is a fire drill: the state holds until the alarm is evaluated again.

# %%
import json


def show(event, context):
    print(json.dumps(event, indent=2))


# %%
watch, lam = cloudwatch_alarm.session.client("cloudwatch"), cloudwatch_alarm.session.client("lambda")
account = cloudwatch_alarm.session.client("sts").get_caller_identity()["Account"]
hello_arn = cloudwatch_alarm.deploy("inkwell-alarm-hello", show, role=cloudwatch_alarm.role("inkwell-alarm-hello-role"))


def allow(function, alarm_name):
    """Let this alarm of ours invoke the function."""
    try:
        lam.remove_permission(FunctionName=function, StatementId="alarm")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="alarm", Action="lambda:InvokeFunction",
        Principal="lambda.alarms.cloudwatch.amazonaws.com", SourceAccount=account,
        SourceArn=f"arn:aws:cloudwatch:us-east-1:{account}:alarm:{alarm_name}",
    )  # fmt: skip


# %%
watch.put_metric_alarm(
    AlarmName="inkwell-alarm-hello", Namespace="Inkwell", MetricName="FailedPrints", Statistic="Sum", Period=60,
    EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[hello_arn],
)  # fmt: skip
allow("inkwell-alarm-hello", "inkwell-alarm-hello")
watch.set_alarm_state(AlarmName="inkwell-alarm-hello", StateValue="OK", StateReason="before the drill")
watch.set_alarm_state(AlarmName="inkwell-alarm-hello", StateValue="ALARM", StateReason="a drill")

cloudwatch_alarm.logs("inkwell-alarm-hello", wait_for="alarmData")

# %% [markdown]
# Notice:
#
# - `alarmData.state` and `previousState` tell the change. There is no second call while the alarm keeps ringing.
# - When CloudWatch evaluated the state itself, `reasonData` is there too: a **string** with JSON inside.
# - The principal is `lambda.alarms.cloudwatch.amazonaws.com`. It is not `events.amazonaws.com`.
#
# The trap: a metric that is silent when all is well. With the default, *missing*, the alarm goes to INSUFFICIENT_DATA each
# quiet night, and back to OK each morning: two changes, each with its actions. Say how missing data counts.

# %% [markdown]
# ## Handle it
#
# The desk on duty gets alarms in all three ways. Write one handler for them, which returns what changed:
#
# ```python
# {"alarm": "...", "state": "ALARM", "was": "OK", "function": "inkwell-alarm-checkout", "values": [4.0]}
# ```
#
# | way | where it is |
# |---|---|
# | the alarm itself | `event["alarmData"]`: `alarmName`, `state.value`, `previousState.value`, `configuration` |
# | a rule | `event["detail"]`, which holds the same |
# | a topic | `event["Records"][0]["Sns"]["Message"]`, a JSON string: `AlarmName`, `NewStateValue`, `OldStateValue`, `Trigger` |
#
# - `function` is the dimension `FunctionName` of the metric, or `None`. It is in
#   `configuration.metrics[0].metricStat.metric.dimensions`, an object; in a topic's message in `Trigger.Dimensions`, a
#   list of `name` and `value`. A composite alarm has no metrics.
# - `values` are the `recentDatapoints` of `state.reasonData`, or an empty list. A topic's message has none.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json


def handler(event, context):
    if "Records" in event:
        message = json.loads(event["Records"][0]["Sns"]["Message"])
        dimensions = {item["name"]: item["value"] for item in message.get("Trigger", {}).get("Dimensions", [])}
        return {
            "alarm": message["AlarmName"], "state": message["NewStateValue"], "was": message["OldStateValue"],
            "function": dimensions.get("FunctionName"), "values": [],
        }  # fmt: skip
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


### STARTER
# import json
#
#
# def handler(event, context):
#     """Return what changed: alarm, state, was, function, values."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
cloudwatch_alarm.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Build a circuit breaker. The checkout is given. When it fails three times in a minute, close it; when all is well, open
# it again.
#
# | name | what it must be |
# |---|---|
# | function `inkwell-alarm-checkout` | the one below |
# | function `inkwell-alarm-breaker` | ALARM: reserved concurrency 0 for the checkout; OK: none; any other state: nothing |
# | its role | may do that to the checkout, and to no other function |
# | alarm `inkwell-alarm-checkout-errors` | rings at 3 or more errors of the checkout within 60 seconds; a minute without data is a good one; calls the breaker for ALARM and for OK |
# | the breaker's permission | this alarm of your account only |


# %% exercise="wire" role="answer"
### BEGIN SOLUTION
def checkout(event, context):
    return {"paid": event["cents"]}


### STARTER
# def checkout(event, context):
#     return {"paid": event["cents"]}
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
import boto3


def breaker(event, context):
    state = event["alarmData"]["state"]["value"]
    functions = boto3.client("lambda")
    if state == "ALARM":
        functions.put_function_concurrency(FunctionName="inkwell-alarm-checkout", ReservedConcurrentExecutions=0)
    elif state == "OK":
        functions.delete_function_concurrency(FunctionName="inkwell-alarm-checkout")
    print("the alarm is", state)


### STARTER
# import boto3
#
#
# def breaker(event, context):
#     """Close or open the checkout: put_function_concurrency, delete_function_concurrency."""
#     ...
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
checkout_arn = cloudwatch_alarm.deploy(
    "inkwell-alarm-checkout", checkout, role=cloudwatch_alarm.role("inkwell-alarm-checkout-role")
)
rights = {
    "Action": ["lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency"],
    "Resource": checkout_arn,
}
breaker_role = cloudwatch_alarm.role("inkwell-alarm-breaker-role", policies=[rights])
breaker_arn = cloudwatch_alarm.deploy("inkwell-alarm-breaker", breaker, role=breaker_role, timeout=10)
allow("inkwell-alarm-breaker", "inkwell-alarm-checkout-errors")

put = watch.put_metric_alarm(
    AlarmName="inkwell-alarm-checkout-errors", Namespace="AWS/Lambda", MetricName="Errors",
    Dimensions=[{"Name": "FunctionName", "Value": "inkwell-alarm-checkout"}],
    Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanOrEqualToThreshold",
    TreatMissingData="notBreaching", AlarmActions=[breaker_arn], OKActions=[breaker_arn],
)  # fmt: skip
### STARTER
# # checkout_arn = cloudwatch_alarm.deploy("inkwell-alarm-checkout", checkout, role=cloudwatch_alarm.role(...))
# # The breaker's role has policies=[{"Action": [...], "Resource": checkout_arn}].
# # watch.put_metric_alarm(...) and allow(...) are as above.
### END SOLUTION

# %% exercise="wire" role="check"
cloudwatch_alarm.wire.check()

# %% [markdown]
# ## Watch it
#
# Report failed prints, move the threshold, choose how missing data counts, and watch the alarm. The embedded backend
# evaluates it as soon as data comes. AWS and LocalStack take some seconds more.

# %%
cloudwatch_alarm.panel()

# %% [markdown]
# The same as calls. Here the alarm is named `watching`, since `watch` is boto3's client already.

# %%
from lambda_workshop.sections.cloudwatch_alarm.panel import report, watch as watching

watching(cloudwatch_alarm, threshold=5, missing="notBreaching")

# %%
report(cloudwatch_alarm, 7)

# %%
cloudwatch_alarm.timeline()

# %% [markdown]
# ## Break it
#
# The function `inkwell-alarm-debug-reporter` reports failed prints. The alarm `inkwell-alarm-debug` should ring at three
# within ten seconds. Eleven were reported.

# %% exercise="debug" role="setup"
cloudwatch_alarm.debug.start()

# %%
found = watch.describe_alarms(AlarmNames=["inkwell-alarm-debug"])["MetricAlarms"]
metrics = watch.list_metrics(Namespace="InkwellDebug")["Metrics"]
[(item["StateValue"], item["Dimensions"]) for item in found], metrics

# %% [markdown]
# Why does it say INSUFFICIENT_DATA?
#
# - **a** The function reported nothing.
# - **b** It looks at a metric that nobody writes.
# - **c** Its threshold is too high.
# - **d** It has no permission to call anybody.
#
# Set `cause` to its letter. Then put the alarm again, so that it rings: change what is wrong, and nothing else.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"

put = watch.put_metric_alarm(
    AlarmName="inkwell-alarm-debug", Namespace="InkwellDebug", MetricName="FailedPrints",
    Dimensions=[{"Name": "Printer", "Value": "north"}, {"Name": "Shop", "Value": "vienna"}],
    Statistic="Sum", Period=10, EvaluationPeriods=1, Threshold=3, ComparisonOperator="GreaterThanOrEqualToThreshold",
)  # fmt: skip
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # watch.put_metric_alarm(AlarmName="inkwell-alarm-debug", ...) takes all settings again.
### END SOLUTION

# %% exercise="debug" role="check"
cloudwatch_alarm.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Slower:** an alarm is evaluated once a minute, and Lambda's metrics come some time after the call. A breaker acts
#   after one to three minutes, not after one to three errors.
# - **Reserved concurrency 0** turns every caller away: 429 for synchronous ones. Asynchronous events go straight to the
#   function's dead-letter queue or failure destination, without a retry.
# - **It opens by itself:** a closed checkout makes no errors, so the alarm is soon OK again.
# - **Many alarms at once:** a *composite* alarm combines the states of others.
# - **Price:** a monthly fee for each alarm; high resolution costs more.
# - **Actions fail in silence.** The alarm's history tells: `describe_alarm_history(HistoryItemType="Action")`.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   breaker:
#     handler: index.breaker
# resources:
#   Resources:
#     CheckoutErrors:
#       Type: AWS::CloudWatch::Alarm
#       Properties:
#         Namespace: AWS/Lambda
#         MetricName: Errors
#         Dimensions: [{Name: FunctionName, Value: inkwell-alarm-checkout}]
#         Statistic: Sum
#         Period: 60
#         EvaluationPeriods: 1
#         Threshold: 3
#         ComparisonOperator: GreaterThanOrEqualToThreshold
#         TreatMissingData: notBreaching
#         AlarmActions: [!GetAtt BreakerLambdaFunction.Arn]
#         OKActions: [!GetAtt BreakerLambdaFunction.Arn]
#     AlarmMayCall:
#       Type: AWS::Lambda::Permission
#       Properties:
#         FunctionName: !Ref BreakerLambdaFunction
#         Action: lambda:InvokeFunction
#         Principal: lambda.alarms.cloudwatch.amazonaws.com
#         SourceArn: !GetAtt CheckoutErrors.Arn
#         SourceAccount: !Ref AWS::AccountId
# ```
#
# </details>
#
# <details><summary>The change of state as an event, with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Desk:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Events:
#         Changed:
#           Type: EventBridgeRule
#           Properties:
#             Pattern:
#               source: [aws.cloudwatch]
#               detail-type: [CloudWatch Alarm State Change]
#               detail:
#                 state: {value: [ALARM]}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
cloudwatch_alarm.cleanup()

# %% [markdown]
# ## Recap
#
# - An alarm acts when its state changes, once. Say how missing data counts.
# - The dimensions belong to the metric's name: with others it is another metric, and the alarm knows nothing.
# - An alarm needs a permission with a principal of its own, and what it calls needs only the rights to act.
#
# <!-- next -->

# %%
cloudwatch_alarm.progress()
