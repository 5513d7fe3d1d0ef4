# %% [markdown]
# # SQS: the print queue
#
# Inkwell sells prints faster than it can print them. A queue between the shop and the print room keeps every job until a function has printed it.
#
# In this section you
#
# - **predict** what becomes of a batch when one of its messages fails,
# - **wire** a queue, a dead-letter queue and a function, so that no job is lost and AWS accepts the wiring,
# - **mend** a queue that prints good jobs twice, and bring dead jobs back.
#
# The section before this one is *SNS*: a topic pushes, a queue waits.

# %%
from lambda_workshop import lesson

sqs = lesson("sqs")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a print job through the queue
#     accDescr: The shop sends a job to the queue. Lambda's poller receives a batch, which hides it for the visibility timeout, and calls the function with one event. The poller deletes the messages that succeeded. A message that failed becomes visible again, and after five receives SQS moves it to the dead-letter queue.
#     participant Shop
#     participant Jobs as inkwell-sqs-jobs
#     participant Poller as Lambda's poller
#     participant Printer as inkwell-sqs-printer
#     participant Dead as inkwell-sqs-dead
#     Shop->>Jobs: SendMessage
#     Poller->>Jobs: ReceiveMessage
#     Note over Jobs: hidden for the visibility timeout
#     Poller->>Printer: one event with the batch
#     Printer-->>Poller: batchItemFailures
#     Poller->>Jobs: DeleteMessage, for those that succeeded
#     Note over Jobs: the failed one is visible again
#     Jobs->>Dead: after five receives
# ```
#
# <!-- trigger table -->
#
# A queue calls nobody. Lambda's pollers read it with the rights of your function's **execution role**. An *event source mapping* tells them which queue, which function and how: `BatchSize` caps the messages in an event; the *batching window* is how long a poller may wait to fill it.
#
# Your function never deletes a message. The poller does, when the function returns.

# %% [markdown]
# ## Predict
#
# A mapping has `BatchSize=10` and no other setting. A batch of five jobs arrives. The handler prints two of them and raises an exception on the third. What becomes of the five messages?
#
# - **a** The third comes back. The other four are deleted.
# - **b** All five come back after the visibility timeout. Two of them are printed again.
# - **c** All five are gone. Reading a message takes it off the queue.
# - **d** Lambda calls the function twice more with the batch, then sends it to the function's dead-letter queue.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
sqs.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This function prints the event that it receives. Its mapping has a *filter*: only jobs on A4 paper.

# %%
import json


def show(event, context):
    print(json.dumps(event, indent=2))


# %%
lam, queues = sqs.session.client("lambda"), sqs.session.client("sqs")


def arn_of(url):
    return queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


hello_url = queues.create_queue(QueueName="inkwell-sqs-hello")["QueueUrl"]
may_read = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
hello = sqs.deploy("inkwell-sqs-hello", show, role=sqs.role("inkwell-sqs-hello-role", policies=[may_read]))

wanted = {"Filters": [{"Pattern": json.dumps({"body": {"paper": ["A4"]}})}]}
if not lam.list_event_source_mappings(FunctionName=hello)["EventSourceMappings"]:
    lam.create_event_source_mapping(FunctionName=hello, EventSourceArn=arn_of(hello_url), FilterCriteria=wanted)

# %%
for paper in ("A3", "A4"):
    queues.send_message(QueueUrl=hello_url, MessageBody=json.dumps({"jobId": f"J-{paper}", "paper": paper}))

sqs.logs("inkwell-sqs-hello", wait_for="J-A4")

# %% [markdown]
# Notice three fields:
#
# - `messageId` names the message. You answer with it when the message fails.
# - `body` is text. Parse it yourself.
# - `attributes.ApproximateReceiveCount` counts the attempts.
#
# The trap: the A3 job never reached the function, and it is not on the queue either. Lambda **deletes** what a filter refuses.

# %% [markdown]
# ## Handle it
#
# Write the printer. For each record:
#
# - The body is a JSON object with `jobId`, `paper` (`A3`, `A4` or `A5`) and `copies` (a whole number from 1 to 500).
# - A good job prints one line: `printed J-20417: 2 x A4`.
# - Any other job fails. Print a line with its `messageId` and the reason. Go on with the next record.
#
# Return `{"batchItemFailures": [{"itemIdentifier": messageId}, ...]}` with the failed messages only. An empty list means that all went well.
#
# A body also holds the `customer`. Names and addresses stay out of the log.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json


def print_job(body):
    job = json.loads(body)
    job_id, paper, copies = job["jobId"], job["paper"], job["copies"]
    if paper not in ("A3", "A4", "A5"):
        raise ValueError("no such paper")
    if type(copies) is not int or not 1 <= copies <= 500:
        raise ValueError("copies must be a whole number from 1 to 500")
    print(f"printed {job_id}: {copies} x {paper}")


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            print_job(record["body"])
        except Exception as error:
            print(f"failed {record['messageId']}: {type(error).__name__}: {error}")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


### STARTER
# import json
#
#
# def handler(event, context):
#     """Print every job of the batch, and return the messages that failed."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
sqs.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Build the print queue:
#
# | name | what it must be |
# |---|---|
# | queue `inkwell-sqs-dead` | keeps its messages longer than the other queue: 14 days |
# | queue `inkwell-sqs-jobs` | visibility timeout: six times the function's timeout; after 5 receives a message goes to `inkwell-sqs-dead` |
# | role `inkwell-sqs-printer-role` | the rights to read this queue and to write logs |
# | function `inkwell-sqs-printer` | your handler, with a timeout of 1 second |
# | mapping | at most 5 jobs in a batch and 2 batches at a time; Lambda heeds your `batchItemFailures` |
#
# First the two queues. `RedrivePolicy` is JSON in a string.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
two_weeks = str(14 * 24 * 60 * 60)
dead_url = queues.create_queue(QueueName="inkwell-sqs-dead")["QueueUrl"]
queues.set_queue_attributes(QueueUrl=dead_url, Attributes={"MessageRetentionPeriod": two_weeks})

redrive = {"deadLetterTargetArn": arn_of(dead_url), "maxReceiveCount": 5}
attributes = {"VisibilityTimeout": "6", "RedrivePolicy": json.dumps(redrive)}
jobs_url = queues.create_queue(QueueName="inkwell-sqs-jobs")["QueueUrl"]
queues.set_queue_attributes(QueueUrl=jobs_url, Attributes=attributes)
arn_of(jobs_url)
### STARTER
# # queues.create_queue(QueueName=...) gives the "QueueUrl" of a new queue, or of the one that is there already.
# # queues.set_queue_attributes(QueueUrl=..., Attributes={...}) takes every value as a string.
### END SOLUTION

# %% [markdown]
# Then role, function and mapping.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
role = sqs.role("inkwell-sqs-printer-role", policies=[may_read])
printer = sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=1)

settings = {
    "BatchSize": 5,
    "ScalingConfig": {"MaximumConcurrency": 2},
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
}
mappings = lam.list_event_source_mappings(FunctionName=printer)["EventSourceMappings"]
if mappings:
    lam.update_event_source_mapping(UUID=mappings[0]["UUID"], **settings)
else:
    lam.create_event_source_mapping(FunctionName=printer, EventSourceArn=arn_of(jobs_url), **settings)
### STARTER
# # role = sqs.role("inkwell-sqs-printer-role", policies=[...])
# # printer = sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=1)
# # lam.create_event_source_mapping(FunctionName=printer, EventSourceArn=..., ...)
### END SOLUTION

# %% exercise="wire" role="check"
sqs.wire.check()

# %% [markdown]
# ## Watch it
#
# Send jobs, one of them poison. The good ones go through at once. The poison one returns every six seconds and is dead after five receives. *Redrive* moves dead jobs back to their queue.

# %%
sqs.panel()

# %% [markdown]
# Each button is a call that a cell can make too:

# %%
from lambda_workshop.sections.sqs.panel import send_jobs, whereabouts

send_jobs(sqs, good=3, poison=1)
whereabouts(sqs)

# %%
sqs.timeline()

# %% [markdown]
# ## Break it
#
# Another print room has its own queue, `inkwell-sqs-debug`, and its own printer, `inkwell-sqs-debug-printer`. Customers there get their prints twice, and good jobs lie in `inkwell-sqs-debug-dead`. The check follows a poison job to its end: about 15 seconds.

# %% exercise="debug" role="setup"
sqs.debug.start()

# %%
sqs.logs("inkwell-sqs-debug-printer")

# %% [markdown]
# What is the cause?
#
# - **a** The visibility timeout is shorter than the function's run, so that two pollers read the same job.
# - **b** One bad job makes the handler raise, and its whole batch comes back.
# - **c** The role may not delete messages, so that every job comes back.
# - **d** The shop sends every job twice.
#
# Name it, and mend it: the function, the mapping, and the good jobs that died. `queues.start_message_move_task(SourceArn=...)` moves messages back from a dead-letter queue.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"

name = "inkwell-sqs-debug-printer"
lam.update_function_code(FunctionName=name, ZipFile=sqs.package(handler))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)

mapping = lam.list_event_source_mappings(FunctionName=name)["EventSourceMappings"][0]
lam.update_event_source_mapping(UUID=mapping["UUID"], FunctionResponseTypes=["ReportBatchItemFailures"])

debug_dead_url = queues.get_queue_url(QueueName="inkwell-sqs-debug-dead")["QueueUrl"]
moving = queues.start_message_move_task(SourceArn=arn_of(debug_dead_url))
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # sqs.package(handler) gives the zip file that lam.update_function_code(FunctionName=..., ZipFile=...) takes.
### END SOLUTION

# %% exercise="debug" role="check"
sqs.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Refused:** a mapping whose role lacks the rights, or whose queue hides messages for less than the function's timeout.
# - **At least once:** a standard queue may deliver a message twice. Make the work idempotent: remember the `messageId`, or better the `jobId`, because a redriven message has a new id.
# - **In order:** a FIFO queue keeps the order within each message group and never runs two batches of a group at once. After a failure return that message *and all that follow it*. The lab does this.
# - **Scaling:** with long backlogs the mapping adds concurrency until the account's is gone. `MaximumConcurrency` is the brake.
# - **Price:** the pollers' requests are billed as SQS requests, also while the queue is empty.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   printer:
#     handler: index.handler
#     timeout: 1
#     events:
#       - sqs:
#           arn: !GetAtt Jobs.Arn
#           batchSize: 5
#           maximumConcurrency: 2
#           functionResponseType: ReportBatchItemFailures
# resources:
#   Resources:
#     Dead:
#       Type: AWS::SQS::Queue
#       Properties: {MessageRetentionPeriod: 1209600}
#     Jobs:
#       Type: AWS::SQS::Queue
#       Properties:
#         VisibilityTimeout: 6
#         RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Printer:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Timeout: 1
#       Events:
#         Jobs:
#           Type: SQS
#           Properties:
#             Queue: !GetAtt Jobs.Arn
#             BatchSize: 5
#             ScalingConfig: {MaximumConcurrency: 2}
#             FunctionResponseTypes: [ReportBatchItemFailures]
#   Dead:
#     Type: AWS::SQS::Queue
#     Properties: {MessageRetentionPeriod: 1209600}
#   Jobs:
#     Type: AWS::SQS::Queue
#     Properties:
#       VisibilityTimeout: 6
#       RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
sqs.cleanup()

# %% [markdown]
# ## Recap
#
# - One exception returns the whole batch. `batchItemFailures`, switched on in the mapping, returns only what failed.
# - A queue needs a visibility timeout of six times the function's, a dead-letter queue, and a role that may receive, delete and get attributes.
# - Dead jobs are not lost: mend the cause, then redrive.
#
# <!-- next -->

# %%
sqs.progress()
