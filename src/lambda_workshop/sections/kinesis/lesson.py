# %% [markdown]
# # Kinesis: every view of a page
#
# Inkwell wants to know which prints people look at. The shop's site writes a record for every view, thousands in an hour. A
# function counts them, in order, while they come.
#
# In this section you
#
# - **predict** what stays in order,
# - **write** a function that stops at a record that it cannot read,
# - **wire** a stream so that one bad record cannot stop it for ever,
# - **free** a shard that stands still.
#
# The section before this one is *WebSockets*: API Gateway calls the function. Here Lambda fetches the records itself.

# %%
from lambda_workshop import lesson

kinesis = lesson("kinesis")

# %% [markdown]
# ## How it works
#
# ```mermaid
# flowchart LR
#     accTitle: The path of a view from the site to the function
#     accDescr: The site puts records with a partition key. The key decides the shard. Lambda's pollers read each shard in order, one batch at a time, and call the function. A batch that fails is tried again, and nothing behind it in its shard moves, until the mapping gives up and sends a note to its on-failure destination.
#     Site -->|PutRecord, partition key| S1[[shard 1]]
#     Site --> S2[[shard 2]]
#     S1 -->|batch| Mapping{mapping}
#     S2 -->|batch| Mapping
#     Mapping --> Counter[inkwell-kinesis-counter]
#     Mapping -.->|given up| Failed[(inkwell-kinesis-failed)]
# ```
#
# <!-- trigger table -->
#
# A stream consists of **shards**. A record's **partition key** decides which shard it goes to. An **event source mapping** reads
# each shard, gathers a **batch** of records, and calls the function with it: up to `BatchSize` records, or what comes within
# `MaximumBatchingWindowInSeconds`.
#
# The function does not take records away: they stay until they are too old, and others may read them too. The metric
# `IteratorAge` tells how far behind a reader is. The chapter's "real-time video" is Kinesis **Video** Streams, another service.

# %% [markdown]
# ## Predict
#
# A stream has two shards. Three views are put: 1 of `ada`, 2 of `bob`, 3 of `ada`. The visitor is the partition key. In which
# order does the function see them?
#
# - **a** 1, 2, 3
# - **b** 1 before 3, and 2 at any time
# - **c** in any order
# - **d** the latest first

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
kinesis.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A stream with one shard, a function that prints what it gets, two views.

# %%
import json


def show(event, context):
    for record in event["Records"]:
        print(record["eventID"], json.dumps(record["kinesis"]))


# %%
kinesis_client, lam = kinesis.session.client("kinesis"), kinesis.session.client("lambda")
READS = "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole"


def stream_named(name):
    """The stream's ARN; made with one shard if it is not there."""
    try:
        kinesis_client.create_stream(StreamName=name, ShardCount=1)
    except kinesis_client.exceptions.ResourceInUseException:
        pass
    kinesis_client.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
    return kinesis_client.describe_stream(StreamName=name)["StreamDescription"]["StreamARN"]


def map_once(function, stream, **settings):
    """Join the stream to the function, unless they are joined already."""
    if not lam.list_event_source_mappings(FunctionName=function, EventSourceArn=stream)["EventSourceMappings"]:
        lam.create_event_source_mapping(FunctionName=function, EventSourceArn=stream, **settings)


# %%
hello = stream_named("inkwell-kinesis-hello")
kinesis.deploy("inkwell-kinesis-hello", show, role=kinesis.role("inkwell-kinesis-hello-role", policies=[READS]))
map_once("inkwell-kinesis-hello", hello, StartingPosition="TRIM_HORIZON")
for page in ("/posters/a3", "/mugs/blue"):
    view = {"visitor": "visitor-7", "page": page, "ms": 1240}
    kinesis_client.put_record(
        StreamName="inkwell-kinesis-hello", PartitionKey="visitor-7", Data=json.dumps(view).encode()
    )

kinesis.logs("inkwell-kinesis-hello", wait_for="partitionKey")

# %% [markdown]
# Notice:
#
# - `data` is in base64. Lambda encodes it, because JSON cannot hold bytes; your function decodes it.
# - `sequenceNumber` orders the records of a shard. `eventID` is the shard and that number: the same at each delivery.
# - `StartingPosition` is where a **new** mapping begins: with the oldest record (`TRIM_HORIZON`), with what comes from now on
#   (`LATEST`), or at a time (`AT_TIMESTAMP`).
#
# The trap: a hot key. One busy visitor, or a partition key that never changes, sends everything to one shard, and the others
# idle.

# %% [markdown]
# ## Handle it
#
# Write the counter's first half. It prints `seen PAGE` for each view, in order, and returns which record it could not read:
#
# ```python
# {"batchItemFailures": [{"itemIdentifier": "000000017954339828480000000002"}]}
# ```
#
# - A view is a JSON object with a `page`. At the first record that is not a view, stop, and return its sequence number:
#   Lambda begins again with that record, not with the whole batch.
# - When all are read, the list is empty. Nothing raises.
# - Keep visitors out of the log.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import base64
import json


def handler(event, context):
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
        print("seen", page)
    return {"batchItemFailures": []}


### STARTER
# import base64
# import json
#
#
# def handler(event, context):
#     """Print `seen PAGE` for each view; return the first record that cannot be read."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
kinesis.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# | name | what it must be |
# |---|---|
# | stream `inkwell-kinesis-views` | one shard is enough |
# | table `inkwell-kinesis-pages` | key `page`; the number `views`, which is a reserved word: write `#views` in the expression |
# | function `inkwell-kinesis-counter` | adds 1 to `views` for each view, with an atomic `ADD`, and reports what it cannot read |
# | its role | may read the stream, update the table, and send to the queue |
# | the mapping | heeds the report (`ReportBatchItemFailures`), halves a batch that fails (bisects), limits its retries, and sends a note of what it gives up to the queue `inkwell-kinesis-failed` |

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
import base64
import json

import boto3


def counter(event, context):
    table = boto3.client("dynamodb")
    for record in event["Records"]:
        try:
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
        except (ValueError, KeyError, TypeError):
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
        table.update_item(
            TableName="inkwell-kinesis-pages", Key={"page": {"S": page}}, UpdateExpression="ADD #views :one",
            ExpressionAttributeNames={"#views": "views"}, ExpressionAttributeValues={":one": {"N": "1"}},
        )  # fmt: skip
    return {"batchItemFailures": []}


### STARTER
# import base64
# import json
#
# import boto3
#
#
# def counter(event, context):
#     """Add 1 to `views` of each page; report the first record that cannot be read."""
#     ...
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
views = stream_named("inkwell-kinesis-views")
tables, sqs = kinesis.session.client("dynamodb"), kinesis.session.client("sqs")
try:
    tables.create_table(
        TableName="inkwell-kinesis-pages", BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "page", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "page", "AttributeType": "S"}],
    )  # fmt: skip
except tables.exceptions.ResourceInUseException:
    pass
pages = tables.describe_table(TableName="inkwell-kinesis-pages")["Table"]["TableArn"]
queue_url = sqs.create_queue(QueueName="inkwell-kinesis-failed")["QueueUrl"]
failed = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
### STARTER
# # views = stream_named(...); a table with the key `page`; a queue
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
own = [{"Action": "dynamodb:UpdateItem", "Resource": pages}, {"Action": "sqs:SendMessage", "Resource": failed}]
counter_role = kinesis.role("inkwell-kinesis-counter-role", policies=[READS, *own])
kinesis.deploy("inkwell-kinesis-counter", counter, role=counter_role, timeout=10)
map_once(
    "inkwell-kinesis-counter", views, StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=2,
    BisectBatchOnFunctionError=True, FunctionResponseTypes=["ReportBatchItemFailures"],
    DestinationConfig={"OnFailure": {"Destination": failed}},
)  # fmt: skip
### STARTER
# # kinesis.deploy("inkwell-kinesis-counter", counter, role=kinesis.role(..., policies=[READS, ...]), timeout=10)
# # map_once("inkwell-kinesis-counter", views, StartingPosition=..., ...)
### END SOLUTION

# %% exercise="wire" role="check"
kinesis.wire.check()

# %% [markdown]
# ## Watch it
#
# Put views of some visitors into a stream with three shards. Who lands where?

# %%
kinesis.panel()

# %% [markdown]
# The same as a call:

# %%
from lambda_workshop.sections.kinesis.panel import drop

drop(kinesis, "ada", "bob", "ada", "cleo")

# %%
kinesis.timeline()

# %% [markdown]
# ## Break it
#
# The function `inkwell-kinesis-debug` prints clicks. Three were put: C-1, C-2 and C-3. C-1 was printed.

# %% exercise="debug" role="setup"
kinesis.debug.start()

# %%
kinesis.logs("inkwell-kinesis-debug", wait_for="JSONDecodeError", last=30)

# %% [markdown]
# Why does C-3 not come?
#
# - **a** The function's role may not read the stream.
# - **b** C-2 fails again and again, and C-3 waits behind it.
# - **c** The stream has too few shards.
# - **d** The function runs out of time.
#
# Name it. Then mend the *mapping*: at most three retries, and a note of what fails in the queue
# `inkwell-kinesis-debug-failed`. The code stays as it is.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
blocked = lam.list_event_source_mappings(FunctionName="inkwell-kinesis-debug")["EventSourceMappings"][0]
note = kinesis.session.client("sqs").get_queue_url(QueueName="inkwell-kinesis-debug-failed")["QueueUrl"]
note_arn = f"arn:aws:sqs:us-east-1:{blocked['FunctionArn'].split(':')[4]}:inkwell-kinesis-debug-failed"
mended = lam.update_event_source_mapping(
    UUID=blocked["UUID"], MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": note_arn}}
)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # lam.update_event_source_mapping(UUID=..., MaximumRetryAttempts=..., DestinationConfig={"OnFailure": {...}})
### END SOLUTION

# %% exercise="debug" role="check"
kinesis.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **The note** in the queue tells where the records are, by shard and sequence numbers, but not what they say. Read them
#   from the stream before they are too old.
# - **At least once:** a batch that fails halfway is counted again. The lab counts by `eventID`.
# - **Many at once:** one batch of a shard at a time, or up to ten with `ParallelizationFactor`; order is kept for each key.
# - **Price:** you pay for each hour of a shard, whether anything comes or not; on demand, mostly for what is written and read.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   counter:
#     handler: index.counter
#     events:
#       - stream:
#           type: kinesis
#           arn: !GetAtt Views.Arn
#           startingPosition: TRIM_HORIZON
#           maximumRetryAttempts: 2
#           bisectBatchOnFunctionError: true
#           functionResponseType: ReportBatchItemFailures
#           destinations: {onFailure: {type: sqs, arn: !GetAtt Failed.Arn}}
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Counter:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.counter
#       Runtime: python3.13
#       Events:
#         View:
#           Type: Kinesis
#           Properties:
#             Stream: !GetAtt Views.Arn
#             StartingPosition: TRIM_HORIZON
#             MaximumRetryAttempts: 2
#             BisectBatchOnFunctionError: true
#             FunctionResponseTypes: [ReportBatchItemFailures]
#             DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Failed.Arn}}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
kinesis.cleanup()

# %% [markdown]
# ## Recap
#
# - The partition key decides the shard, and order holds within a shard only.
# - Report the first record that you cannot read: Lambda begins again with it, and counts nothing twice before it.
# - Limit the retries and name a destination, or one bad record stops its shard for a day.
#
# <!-- next -->

# %%
kinesis.progress()
