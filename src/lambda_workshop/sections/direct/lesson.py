# %% [markdown]
# # Direct calls: the price of a print
#
# The shop's page asks a function for a price, and waits for the answer. Later it hands over an order, and does not wait.
#
# In this section you
#
# - **predict** what a caller sees when a function fails,
# - **wire** a version, an alias and a destination, so that no failed order is lost,
# - **mend** a function that fails only when Lambda tries again.
#
# The section before this one is *Limitations*: what a function cannot do.

# %%
from lambda_workshop import lesson

direct = lesson("direct")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: Two ways to call a function
#     accDescr: With RequestResponse the caller waits, and gets the answer or the function's error. With Event the caller gets 202 at once. Lambda's queue calls the function, tries again after an error, and sends a record of a final failure to the destination.
#     participant Shop
#     participant Lambda
#     participant Pricer as inkwell-direct-pricer
#     participant Failed as inkwell-direct-failed
#     Shop->>Lambda: Invoke, RequestResponse
#     Lambda->>Pricer: event
#     Pricer-->>Shop: 200, answer or FunctionError
#     Shop->>Lambda: Invoke, Event
#     Lambda-->>Shop: 202, nothing else
#     Lambda->>Pricer: event, and again after an error
#     Lambda->>Failed: record of the failure
# ```
#
# <!-- trigger table -->
#
# `DryRun` is the third kind. It answers 204 when you may call, and runs nothing.
#
# A **version** is a frozen copy of a function, with a number; `$LATEST` is the copy that you change. An **alias** is a name for a version. A **destination** is where Lambda sends a record of an event that is done or has failed for good.

# %% [markdown]
# ## Predict
#
# You call `invoke(InvocationType="Event", ...)`. The function raises an exception each time. What does your call give you?
#
# - **a** boto3 raises the function's exception in your program.
# - **b** `StatusCode` 200, with `FunctionError` and the error in the payload.
# - **c** `StatusCode` 202 and nothing else. The failure happens later, elsewhere.
# - **d** `StatusCode` 500, because the function failed.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "c"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
direct.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function measures a video. The first call sends the video itself, 7 MB of it. The second one sends its place in S3.

# %%
import boto3


def measure(event, context):
    print("called as", context.invoked_function_arn)
    if "key" in event:
        found = boto3.client("s3").head_object(Bucket=event["bucket"], Key=event["key"])
        return {"bytes": found["ContentLength"]}
    return {"bytes": len(event["video"])}


# %%
import base64
import json

lam, storage, queues = (direct.session.client(name) for name in ("lambda", "s3", "sqs"))
account = direct.session.client("sts").get_caller_identity()["Account"]
videos = f"inkwell-direct-videos-{account}"
storage.create_bucket(Bucket=videos)
storage.put_object(Bucket=videos, Key="wedding.mp4", Body=b"0" * 7_000_000)

rights = {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{videos}/*"}
role = direct.role("inkwell-direct-hello-role", policies=[rights])
direct.deploy("inkwell-direct-hello", measure, role=role, timeout=10, memory=256)


def call(event, **options):
    """Call the function and show everything that comes back."""
    try:
        back = lam.invoke(FunctionName="inkwell-direct-hello", Payload=json.dumps(event), **options)
    except lam.exceptions.ClientError as error:
        return print("refused by Lambda:", error.response["Error"]["Code"])
    print(back["StatusCode"], back.get("FunctionError"), back["Payload"].read().decode()[:120])
    print(base64.b64decode(back.get("LogResult", "")).decode())


# %%
call({"video": "0" * 7_000_000})
call({"bucket": videos, "key": "wedding.mp4"}, LogType="Tail")
call({"nonsense": True})
call({"bucket": videos, "key": "wedding.mp4"}, InvocationType="Event")
call({}, InvocationType="DryRun")

# %% [markdown]
# Notice three fields:
#
# - `StatusCode` is about the *call*. It is 200 in the third call too, although the function failed.
# - `FunctionError` is about the *function*. If you do not look at it, you take an error for an answer.
# - The payload of an error has `errorType`, `errorMessage` and `stackTrace`.
#
# The trap: boto3 waits 60 seconds for an answer and then calls again, up to four times. A function that takes longer runs
# again each time. In the client's `Config`, set `read_timeout` above the function's timeout, and `total_max_attempts` to 1.

# %% [markdown]
# ## Handle it
#
# Write the pricer, a function called `handler`. The event is `{"paper": "A4", "copies": 12, "express": true, "customer": {...}}`.
#
# - A copy costs 15 cents on `A5`, 25 on `A4`, 60 on `A3`.
# - From 100 copies on, the copies cost a tenth less, rounded down to the cent.
# - `express` adds 500 cents. It may be missing.
# - Return `{"cents": 800, "currency": "EUR"}`.
# - Another paper, or copies that are not a whole number from 1 to 10,000: raise `ValueError`, and name the field in its message.
#
# The customer stays out of the log.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
CENTS = {"A5": 15, "A4": 25, "A3": 60}


def handler(event, context):
    paper, copies = event.get("paper"), event.get("copies")
    if paper not in CENTS:
        raise ValueError(f"paper must be one of {', '.join(CENTS)}")
    if type(copies) is not int or not 1 <= copies <= 10_000:
        raise ValueError("copies must be a whole number from 1 to 10,000")
    cents = CENTS[paper] * copies
    if copies >= 100:
        cents = cents * 9 // 10
    if event.get("express"):
        cents += 500
    return {"cents": cents, "currency": "EUR"}


### STARTER
# def handler(event, context):
#     """Return the price of the print job in cents."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
direct.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Build what the shop calls:
#
# | name | what it must be |
# |---|---|
# | queue `inkwell-direct-failed` | takes the records of events that failed for good |
# | role `inkwell-direct-pricer-role` | may send to this queue |
# | function `inkwell-direct-pricer` | your `handler` |
# | alias `live` | points to a published version with your handler, so that a new deployment does not change what the shop calls |
# | role `inkwell-direct-shop-role` | the shop's: may call `live`, and neither another version nor another function |
# | events to `live` | no retry, at most 5 minutes old, failures to the queue |

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
failed_url = queues.create_queue(QueueName="inkwell-direct-failed")["QueueUrl"]
failed = queues.get_queue_attributes(QueueUrl=failed_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

may_send = {"Action": "sqs:SendMessage", "Resource": failed}
pricer_role = direct.role("inkwell-direct-pricer-role", policies=[may_send])
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
### STARTER
# # queues.create_queue, queues.get_queue_attributes(..., AttributeNames=["QueueArn"])
# # pricer_role = direct.role("inkwell-direct-pricer-role", policies=[{"Action": ..., "Resource": ...}])
# # direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
pricer = {"FunctionName": "inkwell-direct-pricer"}
version = lam.publish_version(**pricer)["Version"]
try:
    live = lam.create_alias(**pricer, Name="live", FunctionVersion=version)["AliasArn"]
except lam.exceptions.ResourceConflictException:
    live = lam.update_alias(**pricer, Name="live", FunctionVersion=version)["AliasArn"]

may_call = {"Action": "lambda:InvokeFunction", "Resource": live}
direct.role("inkwell-direct-shop-role", policies=[may_call])

# AWS takes the settings of the name that was called. LocalStack takes those of the version behind it.
for called in ("live", version):
    lam.put_function_event_invoke_config(
        **pricer,
        Qualifier=called,
        MaximumRetryAttempts=0,
        MaximumEventAgeInSeconds=300,
        DestinationConfig={"OnFailure": {"Destination": failed}},
    )
### STARTER
# # lam.publish_version, lam.create_alias(...)["AliasArn"]
# # direct.role("inkwell-direct-shop-role", policies=[...])
# # lam.put_function_event_invoke_config(..., Qualifier=...)
### END SOLUTION

# %% exercise="wire" role="check"
direct.wire.check()

# %% [markdown]
# ## Watch it
#
# Choose an event and a kind of call. See the answer, the error, the log and the time.

# %%
direct.panel()

# %% [markdown]
# The same as calls:

# %%
from lambda_workshop.sections.direct.panel import ask, failures

ask(direct, "wedding cards")

# %%
ask(direct, "unknown paper", kind="Event")

# %%
failures(direct)

# %%
direct.timeline()

# %% [markdown]
# ## Break it
#
# `inkwell-direct-debug-mailer` is called with `Event`. It files an invoice in the bucket `inkwell-direct-debug-` and your
# account, then mails it. The mail server is a little slow in the morning: its first try fails, and the second would work.
# Yet no customer gets a mail.

# %% exercise="debug" role="setup"
direct.debug.start()

# %%
direct.logs("inkwell-direct-debug-mailer", wait_for="exists already")

# %% [markdown]
# What is the cause?
#
# - **a** Lambda tries again with another event, so the order is not found.
# - **b** The first try left an invoice behind, and the second one takes it for a duplicate.
# - **c** Events are tried once only.
# - **d** The role may not write to the bucket.
#
# Name it, and mend the function. `file_invoice` and `send_mail` are in `mail.py`, as they are.

# %%
from lambda_workshop.sections.direct.broken import CODE

print(CODE)


# %% exercise="debug" role="answer"
### BEGIN SOLUTION
def mailer(event, context):
    from mail import file_invoice, invoice_exists, send_mail

    order = event["order"]
    if not invoice_exists(order):
        file_invoice(order)
    send_mail(order)
    print(f"mailed {order}")


### STARTER
# def mailer(event, context):
#     """File the invoice if it is not there yet, and mail it, however often this runs."""
#     ...
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
name = "inkwell-direct-debug-mailer"
code = direct.package(mailer, files={"mail.py": direct.file("mail.py")})
lam.update_function_configuration(FunctionName=name, Handler="index.mailer")
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
lam.update_function_code(FunctionName=name, ZipFile=code)
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # code = direct.package(mailer, files={"mail.py": direct.file("mail.py")})
# # lam.update_function_configuration(FunctionName=..., Handler="index.mailer"), lam.update_function_code(...)
### END SOLUTION

# %% exercise="debug" role="check"
direct.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Rights:** a phone needs `lambda:InvokeFunction` as the shop does. Never let it call whatever it likes: put an API in
#   front, or let Cognito hand out a role for one alias.
# - **Retries:** Lambda waits one minute, then two. A throttled event is tried for up to six hours.
# - **Dead-letter queue:** the older way. It gets the event alone; a destination's record holds the error too.
# - **Twice:** an event may run twice even without an error. Make the work repeatable.
# - **Price:** every try is billed. A function that calls another one and waits is billed for its waiting too.
#
# <details><summary>The same call from elsewhere</summary>
#
# ```
# aws lambda invoke --function-name inkwell-direct-pricer:live \
#   --cli-binary-format raw-in-base64-out --payload '{"paper": "A4", "copies": 12}' answer.json
# ```
#
# ```javascript
# import {InvokeCommand, LambdaClient} from "@aws-sdk/client-lambda";
# const command = new InvokeCommand({FunctionName: "inkwell-direct-pricer:live", Payload: JSON.stringify(job)});
# const back = await new LambdaClient({}).send(command);
# if (back.FunctionError) throw new Error(Buffer.from(back.Payload).toString());
# ```
#
# ```swift
# let input = InvokeInput(functionName: "inkwell-direct-video:live", payload: try JSONEncoder().encode(videoKey))
# let back = try await LambdaClient(region: "us-east-1").invoke(input: input)  // the key; the video is in S3
# ```
#
# ```kotlin
# val back = LambdaClient { region = "us-east-1" }.invoke(InvokeRequest {
#     functionName = "inkwell-direct-video:live"; payload = videoKeyJson.encodeToByteArray() })
# ```
#
# </details>
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   pricer:  # its events' settings are those of $LATEST: the Framework makes versions, and no alias
#     handler: index.handler
#     maximumRetryAttempts: 0
#     maximumEventAge: 300
#     destinations:
#       onFailure: {type: sqs, arn: !GetAtt Failed.Arn}
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Failed:
#     Type: AWS::SQS::Queue
#   Pricer:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       AutoPublishAlias: live
#       EventInvokeConfig:
#         MaximumRetryAttempts: 0
#         MaximumEventAgeInSeconds: 300
#         DestinationConfig:
#           OnFailure: {Type: SQS, Destination: !GetAtt Failed.Arn}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
direct.cleanup()

# %% [markdown]
# ## Recap
#
# - The status is about the call, `FunctionError` about the function. With `Event` you see neither failure nor answer.
# - Call an alias. Give events a destination, and the role the right to use it.
# - A retry starts from what the failed try left behind: make each step repeatable.
#
# <!-- next -->

# %%
direct.progress()
