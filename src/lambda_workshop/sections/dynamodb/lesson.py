# %% [markdown]
# # DynamoDB: every change of an order
#
# Inkwell keeps its orders in a table. The accountants want the revenue, always up to date, without reading the table again
# and again. The table's **stream** tells of every change. A function adds it up.
#
# In this section you
#
# - **predict** what a record holds,
# - **count** a batch of changes, deletions and expiries included,
# - **wire** a stream to a function,
# - **mend** a function that calls itself through its own table.
#
# The section before this one is *Kinesis*: the same kind of stream, filled by your code. Here the table fills it.

# %%
from lambda_workshop import lesson

dynamodb = lesson("dynamodb")

# %% [markdown]
# ## How it works
#
# ```mermaid
# flowchart LR
#     accTitle: The path of a change from the table to a function
#     accDescr: Every change of an item becomes a record in the table's stream. Lambda's pollers read each shard of the stream in order, drop what the mapping's filter leaves out, and call the function with batches. A batch that fails is read again, and nothing behind it in its shard moves.
#     Shop -->|puts| Table[(orders)]
#     Table -->|changes| Stream[[stream]]
#     Stream -->|poll| Mapping{filter}
#     Mapping -->|batch| Function[adder]
#     Function -->|adds| Total[(revenue)]
# ```
#
# <!-- trigger table -->
#
# Nobody calls the function: Lambda **reads** the stream, with the function's own role. So the role needs the rights, and
# there is no resource policy.

# %% [markdown]
# ## Predict
#
# A table's stream has the view type `NEW_IMAGE`. An order's status changes. What is in the record?
#
# - **a** the item before and after the change
# - **b** the keys, and the item after the change
# - **c** the keys, and the fields that changed
# - **d** the keys only; the function reads the item from the table

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
dynamodb.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A table with a stream, a function that prints what it gets, an order that changes.

# %%
import json


def show(event, context):
    for record in event["Records"]:
        print(record["eventName"], json.dumps(record["dynamodb"]))


# %%
from lambda_workshop.cloud.tables import ready

tables, lam = dynamodb.session.client("dynamodb"), dynamodb.session.client("lambda")
READS = "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole"


def table_named(name, key, **more):
    """The table's description, once table and stream can be used; made with this key if it is not there."""
    try:
        tables.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}], **more,
        )  # fmt: skip
    except tables.exceptions.ResourceInUseException:
        pass
    return ready(dynamodb.cloud, name)


def map_once(function, stream, **settings):
    """Join the stream to the function, unless they are joined already."""
    if not lam.list_event_source_mappings(FunctionName=function, EventSourceArn=stream)["EventSourceMappings"]:
        lam.create_event_source_mapping(FunctionName=function, EventSourceArn=stream, **settings)


# %%
both = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
hello = table_named("inkwell-dynamodb-hello", "orderId", StreamSpecification=both)
dynamodb.deploy("inkwell-dynamodb-hello", show, role=dynamodb.role("inkwell-dynamodb-hello-role", policies=[READS]))
map_once("inkwell-dynamodb-hello", hello["LatestStreamArn"], StartingPosition="TRIM_HORIZON")

for status in ("placed", "printed"):
    item = {"orderId": {"S": "A-1042"}, "status": {"S": status}, "cents": {"N": "1700"}}
    tables.put_item(TableName="inkwell-dynamodb-hello", Item=item)
tables.delete_item(TableName="inkwell-dynamodb-hello", Key={"orderId": {"S": "A-1042"}})

dynamodb.logs("inkwell-dynamodb-hello", wait_for="REMOVE")

# %% [markdown]
# Notice:
#
# - Three names: INSERT, MODIFY, REMOVE. A put that changes nothing makes **no** record.
# - `OldImage` and `NewImage` are the whole item, before and after. The view type says which of them a record has: here both,
#   by `NEW_AND_OLD_IMAGES`. The others are `NEW_IMAGE`, `OLD_IMAGE` and `KEYS_ONLY`.
# - Values have types: `{"N": "1700"}`. Numbers are strings, so that they keep every digit.
# - Changes of *one* item stay in order. Two items may be in two shards.
#
# The trap: one record that your function cannot take stops its shard. Lambda reads the same batch again, for up to 24
# hours, and every order behind it waits. Limit the retries, and name an on-failure destination.

# %% [markdown]
# ## Handle it
#
# Write the adder. For a batch it returns what the changes add to the revenue, in cents, and how many orders expired:
#
# ```python
# {"revenue": 1700, "expired": 0}
# ```
#
# - A new order adds its `cents`. A changed one adds the difference. A deleted one takes its `cents` away.
# - Orders expire by *time to live* (TTL): DynamoDB itself deletes an item when its time is over, as the *service*
#   `dynamodb.amazonaws.com` (`record["userIdentity"]["principalId"]`). Count it as expired. The revenue keeps its cents.
# - An order without `cents` counts as 0.


# %% exercise="handle" role="answer"
### BEGIN SOLUTION
def cents(image):
    return int(image.get("cents", {}).get("N", 0))


def handler(event, context):
    revenue = expired = 0
    for record in event["Records"]:
        change = record["dynamodb"]
        by = record.get("userIdentity", {}).get("principalId")
        if record["eventName"] == "REMOVE" and by == "dynamodb.amazonaws.com":
            expired += 1
        else:
            revenue += cents(change.get("NewImage", {})) - cents(change.get("OldImage", {}))
    return {"revenue": revenue, "expired": expired}


### STARTER
# def handler(event, context):
#     """Return what the batch adds to the revenue, and how many orders expired."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
dynamodb.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# | name | what it must be |
# |---|---|
# | table `inkwell-dynamodb-orders` | key `orderId`, a stream with both images |
# | table `inkwell-dynamodb-revenue` | key `name`; the item `total` has the number `cents` |
# | function `inkwell-dynamodb-revenue` | adds the `cents` of each record to that number, with an atomic `ADD` |
# | its role | may read the stream, and update the revenue |
# | the mapping | only *new* orders with the status `placed`; limited retries |
#
# A filter is a JSON pattern in the shape of a record; a list holds the values that pass: `{"eventName": ["REMOVE"]}`.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
import boto3


def adder(event, context):
    table = boto3.client("dynamodb")
    for record in event["Records"]:
        amount = record["dynamodb"]["NewImage"]["cents"]["N"]
        table.update_item(
            TableName="inkwell-dynamodb-revenue", Key={"name": {"S": "total"}}, UpdateExpression="ADD cents :amount",
            ExpressionAttributeValues={":amount": {"N": amount}},
        )  # fmt: skip
        print("added", amount)


### STARTER
# import boto3
#
#
# def adder(event, context):
#     """Add the cents of each new order to the item `total`: update_item, UpdateExpression="ADD cents :amount"."""
#     ...
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
orders = table_named("inkwell-dynamodb-orders", "orderId", StreamSpecification=both)
revenue = table_named("inkwell-dynamodb-revenue", "name")
writes = {"Action": "dynamodb:UpdateItem", "Resource": revenue["TableArn"]}
adder_role = dynamodb.role("inkwell-dynamodb-revenue-role", policies=[READS, writes])
dynamodb.deploy("inkwell-dynamodb-revenue", adder, role=adder_role, timeout=10)

pattern = {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"status": {"S": ["placed"]}}}}
map_once(
    "inkwell-dynamodb-revenue", orders["LatestStreamArn"], StartingPosition="TRIM_HORIZON", MaximumRetryAttempts=2,
    FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
)  # fmt: skip
### STARTER
# # orders = table_named("inkwell-dynamodb-orders", "orderId", StreamSpecification=...)
# # dynamodb.deploy(..., role=dynamodb.role(..., policies=[READS, {"Action": ..., "Resource": ...}]))
# # map_once("inkwell-dynamodb-revenue", orders["LatestStreamArn"], StartingPosition=..., FilterCriteria=...)
### END SOLUTION

# %% exercise="wire" role="check"
dynamodb.wire.check()

# %% [markdown]
# ## Watch it
#
# Write orders, and watch the revenue.

# %%
dynamodb.panel()

# %% [markdown]
# The same as calls:

# %%
from lambda_workshop.sections.dynamodb.panel import place

place(dynamodb, 2500)

# %%
place(dynamodb, 9900, "draft")

# %%
dynamodb.timeline()

# %% [markdown]
# ## Break it
#
# The function `inkwell-dynamodb-debug` puts a stamp on each order: it adds 1 to `stamps`, in the table of the same name. One
# order was placed.

# %% exercise="debug" role="setup"
dynamodb.debug.start()

# %%
dynamodb.logs("inkwell-dynamodb-debug", wait_for="emergency brake")

# %% [markdown]
# The brake in the code stopped it. AWS does not notice loops through a table. What is the cause?
#
# - **a** The stream delivers each record at least once, so the function sees it many times.
# - **b** What the function writes is a change of the table that calls it.
# - **c** The function fails, and Lambda tries the batch again.
# - **d** The customer places the order again.
#
# Name it. Then let the *mapping* hand over new orders only. The code stays as it is.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
found = lam.list_event_source_mappings(FunctionName="inkwell-dynamodb-debug")["EventSourceMappings"][0]
new_only = {"Filters": [{"Pattern": json.dumps({"eventName": ["INSERT"]})}]}
mended = lam.update_event_source_mapping(UUID=found["UUID"], FilterCriteria=new_only)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # lam.update_event_source_mapping(UUID=..., FilterCriteria={"Filters": [{"Pattern": json.dumps({...})}]})
### END SOLUTION

# %% exercise="debug" role="check"
dynamodb.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **At least once:** a batch that fails halfway comes again, and what was added is added again. Count by `eventID`, as the
#   lab does, or report the failed record with `ReportBatchItemFailures`.
# - **Two readers** of a shard at most. More listeners share one function, or the table sends its changes to Kinesis instead.
# - **Expiry** takes its time: items are typically deleted within a few days.
# - **Price:** Lambda's reading of the stream is free; the function's calls are not. A filter saves calls.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   adder:
#     handler: index.adder
#     events:
#       - stream:
#           type: dynamodb
#           arn: !GetAtt Orders.StreamArn
#           startingPosition: TRIM_HORIZON
#           maximumRetryAttempts: 2
#           filterPatterns:
#             - eventName: [INSERT]
#               dynamodb: {NewImage: {status: {S: [placed]}}}
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Adder:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.adder
#       Runtime: python3.13
#       Events:
#         Change:
#           Type: DynamoDB
#           Properties:
#             Stream: !GetAtt Orders.StreamArn
#             StartingPosition: TRIM_HORIZON
#             MaximumRetryAttempts: 2
#             FilterCriteria:
#               Filters:
#                 - Pattern: '{"eventName": ["INSERT"], "dynamodb": {"NewImage": {"status": {"S": ["placed"]}}}}'
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
dynamodb.cleanup()

# %% [markdown]
# ## Recap
#
# - The stream tells of changes, with the images that you asked for when you made it.
# - The role reads, the mapping filters, and one bad record stops its shard unless you limit the retries.
# - A function that writes to its own table needs a filter that leaves its own changes out.
#
# <!-- next -->

# %%
dynamodb.progress()
