# %% [markdown]
# # CloudWatch Logs: the payments that fail
#
# Inkwell's payment service logs a line for each payment. Nobody reads them. A function will: it hears of every payment
# that failed, soon after the line was written. The service itself is not touched.
#
# In this section you
#
# - **predict** which pattern finds a line,
# - **unpack** the event and write a digest,
# - **wire** a log group to a function,
# - **mend** a pattern that never matches.

# %%
from lambda_workshop import lesson

cloudwatch_logs = lesson("cloudwatch-logs")

# %% [markdown]
# ## How it works
#
# ```mermaid
# flowchart LR
#     accTitle: The path of a line from a log group to a function
#     accDescr: A service writes lines into a log group. A subscription filter has a pattern. The lines that match are packed together, compressed, and handed to the function asynchronously. When the filter is put, CloudWatch Logs tries the function with a control message.
#     Service -->|put_log_events| Group[(inkwell-logs-payments)]
#     Group --> Filter{pattern}
#     Filter -->|gzip, base64| Alert[inkwell-logs-alert]
#     Filter -.->|control message, once| Alert
# ```
#
# <!-- trigger table -->
#
# The lines are in a **log group**. The first character of a pattern decides its kind:
#
# | pattern | kind | finds |
# |---|---|---|
# | `ERROR -card`, `?WARN ?ERROR`, `"card refused"`, `%J-\d+%` | terms | every term, but none with `-`; any term with `?`; a phrase; a regular expression |
# | `{ $.status = "refused" && $.cents >= 1000 }` | JSON | lines that are JSON, by their fields |
# | `[time, level = ERROR, ..., cents > 1000]` | fields | lines whose fields have spaces between them |

# %% [markdown]
# ## Predict
#
# The line is `{"level": "error", "orderId": "A-7"}`. Which pattern finds it?
#
# - **a** `ERROR`
# - **b** `{ $.level = "error" }`
# - **c** `[level = error, ...]`
# - **d** `level=error`

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
cloudwatch_logs.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A log group, one line in it, and a function that prints its event as it comes.

# %%
import json


def show(event, context):
    print(json.dumps(event))


# %%
import time

logs_client, lam = cloudwatch_logs.session.client("logs"), cloudwatch_logs.session.client("lambda")
account = cloudwatch_logs.session.client("sts").get_caller_identity()["Account"]
hello_arn = cloudwatch_logs.deploy("inkwell-logs-hello", show, role=cloudwatch_logs.role("inkwell-logs-hello-role"))


# %%
def group_named(name):
    """Make the log group, with a stream of the same name, if they are not there."""
    for make in (logs_client.create_log_group, lambda **n: logs_client.create_log_stream(logStreamName=name, **n)):
        try:
            make(logGroupName=name)
        except logs_client.exceptions.ResourceAlreadyExistsException:
            pass


def allow(function, group):
    """Let this log group of ours invoke the function."""
    try:
        lam.remove_permission(FunctionName=function, StatementId="logs")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="logs", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com",
        SourceArn=f"arn:aws:logs:us-east-1:{account}:log-group:{group}:*", SourceAccount=account,
    )  # fmt: skip


# %%
group_named("inkwell-logs-hello-service")
allow("inkwell-logs-hello", "inkwell-logs-hello-service")
logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-hello-service", filterName="all", filterPattern="", destinationArn=hello_arn
)
line = {"timestamp": int(time.time() * 1000), "message": "ERROR card refused"}
logs_client.put_log_events(
    logGroupName="inkwell-logs-hello-service", logStreamName="inkwell-logs-hello-service", logEvents=[line]
)

cloudwatch_logs.logs("inkwell-logs-hello", wait_for="awslogs")

# %% [markdown]
# Notice:
#
# - The event has one field. `awslogs.data` is JSON, compressed with gzip, in base64. It begins with `H4sI`, as gzip does.
# - There may be two calls. The first is a **control message**: when you put a filter, CloudWatch Logs tries the function.
# - One event may hold many lines. One bad line must not lose the others.
#
# The trap: subscribe a function to its **own** log group, and each line that it prints calls it again. AWS does not stop
# you. The bill does.

# %% [markdown]
# ## Handle it
#
# Write a digest. For each line of the event, the function returns
#
# ```python
# {"order": "A-7", "reason": "refused", "at": 1795436400000}
# ```
#
# - For a line that is a JSON object with an `orderId`, `order` is its `orderId`, and `reason` its `status`.
# - For any other line `order` is `None`, and `reason` its first 80 characters.
# - `at` is the line's timestamp. A control message gives an empty list.
# - Card numbers stay out of the function's own log.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import base64
import gzip
import json


def handler(event, context):
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if inside["messageType"] != "DATA_MESSAGE":
        return []
    digest = []
    for item in inside["logEvents"]:
        try:
            paid = json.loads(item["message"])
            entry = {"order": paid["orderId"], "reason": paid["status"]}
        except (ValueError, KeyError, TypeError):
            entry = {"order": None, "reason": item["message"][:80]}
        digest.append({**entry, "at": item["timestamp"]})
    return digest


### STARTER
# import base64
# import gzip
# import json
#
#
# def handler(event, context):
#     """Unpack the event, and return one entry for each line: order, reason, at."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
cloudwatch_logs.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# The service writes lines such as `{"orderId": "A-7", "status": "refused", "cents": 1700, "card": "..."}`. Its `status` is
# `taken`, `refused` or `expired`.
#
# | name | what it must be |
# |---|---|
# | log group `inkwell-logs-payments` | the service's |
# | function `inkwell-logs-alert` | prints `alert ORDER STATUS` for each line |
# | subscription filter `failed-payments` | refused or expired payments of 1000 cents or more; the *pattern* decides |
# | the function's permission | this log group may call it, and nobody else; it must be there before the filter |

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
import base64
import gzip
import json


def alert(event, context):
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if inside["messageType"] == "DATA_MESSAGE":
        for item in inside["logEvents"]:
            paid = json.loads(item["message"])
            print("alert", paid["orderId"], paid["status"])


### STARTER
# import base64
# import gzip
# import json
#
#
# def alert(event, context):
#     """Print `alert ORDER STATUS` for each line."""
#     ...
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
group_named("inkwell-logs-payments")
alert_arn = cloudwatch_logs.deploy("inkwell-logs-alert", alert, role=cloudwatch_logs.role("inkwell-logs-alert-role"))
allow("inkwell-logs-alert", "inkwell-logs-payments")
pattern = '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
put = logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-payments", filterName="failed-payments", filterPattern=pattern, destinationArn=alert_arn
)
### STARTER
# # group_named(...), cloudwatch_logs.deploy(...), allow(...)
# # logs_client.put_subscription_filter(logGroupName=..., filterName=..., filterPattern=..., destinationArn=...)
### END SOLUTION

# %% exercise="wire" role="check"
cloudwatch_logs.wire.check()

# %% [markdown]
# ## Watch it
#
# Try patterns on lines, and write payments.

# %%
cloudwatch_logs.panel()

# %% [markdown]
# The same as calls:

# %%
from lambda_workshop.sections.cloudwatch_logs.panel import explain, pay

explain("[time, level = ERROR, ..., cents > 1000]", "12:01:07 ERROR card refused 1700")

# %%
pay(cloudwatch_logs, "expired")

# %%
cloudwatch_logs.timeline()

# %% [markdown]
# ## Break it
#
# There is a new payment service, whose lines look different. The function `inkwell-logs-debug` should hear of refused
# payments. One was refused, and the customer was not called.

# %% exercise="debug" role="setup"
cloudwatch_logs.debug.start()

# %%
found = logs_client.describe_subscription_filters(logGroupName="inkwell-logs-debug")["subscriptionFilters"][0]
lines = logs_client.filter_log_events(logGroupName="inkwell-logs-debug")["events"]
found["filterPattern"], [line["message"] for line in lines]

# %% [markdown]
# Why?
#
# - **a** CloudWatch Logs may not invoke the function.
# - **b** The pattern looks for the status where it is not.
# - **c** A JSON pattern needs lines without quotation marks.
# - **d** Lines are handed over once an hour.
#
# Set `cause` to its letter, and put the filter again under its name, `refused`.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
put = logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-debug", filterName="refused", filterPattern='{ $.payment.status = "refused" }',
    destinationArn=found["destinationArn"],
)  # fmt: skip
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # logs_client.put_subscription_filter(..., destinationArn=found["destinationArn"])
### END SOLUTION

# %% exercise="debug" role="check"
cloudwatch_logs.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Two filters** for a group, and one for the whole account in each Region. More readers share a Kinesis stream.
# - **Not at once:** lines are usually delivered in less than three minutes. While the permission is missing, they are
#   skipped, not kept.
# - **LocalStack** hands over every line, whatever the pattern. The check reads the pattern itself, by AWS's rules.
# - **Metric filters** use the same patterns and count lines. With an alarm they need no function at all.
# - **Price:** you pay for the lines that are written, and for the function's calls.
# - **Private data:** a data protection policy of the group masks card numbers, in what filters hand over as well.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   alert:
#     handler: index.alert
#     events:
#       - cloudwatchLog:
#           logGroup: inkwell-logs-payments
#           filter: '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Alert:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.alert
#       Runtime: python3.13
#       Events:
#         FailedPayment:
#           Type: CloudWatchLogs
#           Properties:
#             LogGroupName: inkwell-logs-payments
#             FilterPattern: '{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }'
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
cloudwatch_logs.cleanup()

# %% [markdown]
# ## Recap
#
# - The event is packed: base64, gzip, JSON. Many lines come at once, and a control message has none of yours.
# - The pattern's first character decides its kind. A JSON pattern names the whole way to a field.
# - Never subscribe a function to its own log.
#
# <!-- next -->

# %%
cloudwatch_logs.progress()
