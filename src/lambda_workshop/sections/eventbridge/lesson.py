# %% [markdown]
# # EventBridge: the shop's own bus
#
# Inkwell grows. The packers want large orders, the accountants want all of them, and the support desk sends tickets.
# Nobody wants to know who else listens. They share a bus.
#
# In this section you
#
# - **predict** what a pattern lets through,
# - **write** a function that serves several rules,
# - **wire** a bus, a rule and a target that gets only what it needs,
# - **find** an order that was lost without an error.

# %%
from lambda_workshop import lesson

eventbridge = lesson("eventbridge")

# %% [markdown]
# ## How it works
#
# ```mermaid
# flowchart LR
#     accTitle: The path of an event over a bus
#     accDescr: The shop, a partner such as Zendesk and AWS services put events on a bus. Each rule has a pattern. For every event that matches, EventBridge calls the rule's targets. What a target cannot take goes to its dead-letter queue.
#     Shop -->|put_events| Bus[(inkwell-bus)]
#     Partner[Zendesk, Datadog] --> Bus
#     Bus --> Rule1{large orders?}
#     Bus --> Rule2{tickets?}
#     Rule1 -->|transformed| Packer[inkwell-bus-packer]
#     Rule1 -.->|not delivered| Dead[inkwell-bus-dead]
#     Rule2 --> Other[other targets]
# ```
#
# <!-- trigger table -->
#
# Every account has a *default* bus, on which AWS's own services tell what they do. For your own events make a bus of your
# own: its rules, its permissions and its noise stay apart. This service's first name was CloudWatch Events, and you still
# meet it in older guides.

# %% [markdown]
# ## Predict
#
# A rule has this pattern:
#
# ```json
# {"detail": {"total": [{"numeric": [">", 100]}], "country": ["AT", "DE"]}}
# ```
#
# Which `detail` matches?
#
# - **a** `{"total": 150, "country": "AT", "gift": true}`
# - **b** `{"total": "150", "country": "AT"}`
# - **c** `{"total": 150}`
# - **d** `{"total": 100, "country": "DE"}`

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "a"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
eventbridge.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A rule on a bus, a function behind it, one event.

# %%
import json


def show(event, context):
    print(json.dumps(event, indent=2))


# %%
events, lam = eventbridge.session.client("events"), eventbridge.session.client("lambda")
hello_arn = eventbridge.deploy("inkwell-bus-hello", show, role=eventbridge.role("inkwell-bus-hello-role"))


def bus_named(name):
    """The ARN of the bus, made if it is not there."""
    try:
        return events.create_event_bus(Name=name)["EventBusArn"]
    except events.exceptions.ResourceAlreadyExistsException:
        return events.describe_event_bus(Name=name)["Arn"]


def allow(function, rule_arn):
    """Let this rule invoke the function."""
    try:
        lam.remove_permission(FunctionName=function, StatementId="rule")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="rule", Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com", SourceArn=rule_arn,
    )  # fmt: skip


# %%
bus_named("inkwell-bus-hello")
pattern = json.dumps({"source": ["inkwell.orders"]})
rule_arn = events.put_rule(Name="inkwell-bus-hello", EventBusName="inkwell-bus-hello", EventPattern=pattern)["RuleArn"]
allow("inkwell-bus-hello", rule_arn)
target = {"Id": "hello", "Arn": hello_arn}
events.put_targets(Rule="inkwell-bus-hello", EventBusName="inkwell-bus-hello", Targets=[target])

detail = {"orderId": "A-1042", "cents": 12500, "items": [{"sku": "mug", "count": 2}]}
entry = {"EventBusName": "inkwell-bus-hello", "Source": "inkwell.orders", "DetailType": "OrderPlaced"}
events.put_events(Entries=[{**entry, "Detail": json.dumps(detail)}])

eventbridge.logs("inkwell-bus-hello", wait_for="detail-type")

# %% [markdown]
# Notice:
#
# - You send `Detail` as a **string**. The function gets `detail` as an **object**.
# - `DetailType` becomes `detail-type`: a hyphen, so `event["detail-type"]`.
# - `id` is the event's own. A second delivery has the same: use it to work once.
#
# The trap: `put_events` raises nothing when it refuses an entry. The answer's status is 200, and only its
# `FailedEntryCount` tells. You meet it again below.

# %% [markdown]
# ## Handle it
#
# The accountants keep a journal. Their function is the target of three rules, so three kinds of events arrive. Write the
# function: it returns one line for each event, or `None`.
#
# | event | line |
# |---|---|
# | `OrderPlaced` of the source `inkwell.orders` | `{"kind": "order", "ref": orderId, "units": pieces}` |
# | any event of Zendesk: the source begins with `aws.partner/zendesk.com/` | `{"kind": "support", "ref": "35436", "units": 1}`, with the id in `detail["ticket_event"]["ticket"]["id"]` as a string |
# | `Object Created` of `aws.s3` | `{"kind": "upload", "ref": key, "units": 1}`, with the key in `detail["object"]["key"]` |
#
# The pieces are in `detail["items"]`: an item without `count` is one piece, an order without `items` has none. Everything
# else on the bus gives `None`. People's addresses stay out of the log.


# %% exercise="handle" role="answer"
### BEGIN SOLUTION
def handler(event, context):
    source, kind, detail = event["source"], event["detail-type"], event["detail"]
    if (source, kind) == ("inkwell.orders", "OrderPlaced"):
        pieces = sum(item.get("count", 1) for item in detail.get("items", []))
        return {"kind": "order", "ref": detail["orderId"], "units": pieces}
    if source.startswith("aws.partner/zendesk.com/"):
        return {"kind": "support", "ref": str(detail["ticket_event"]["ticket"]["id"]), "units": 1}
    if (source, kind) == ("aws.s3", "Object Created"):
        return {"kind": "upload", "ref": detail["object"]["key"], "units": 1}
    return None


### STARTER
# def handler(event, context):
#     """Return the journal's line for this event, or None."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
eventbridge.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# The packers want to know of large orders, and of nothing else.
#
# | name | what it must be |
# |---|---|
# | bus `inkwell-bus` | the shop's own |
# | function `inkwell-bus-packer` | prints `pack ORDER, first SKU`; this rule may call it, and no other |
# | rule `inkwell-bus-large-orders` on that bus | matches `OrderPlaced` of `inkwell.orders` with 10000 `cents` or more, and no `customer` that begins with `test-` |
# | its target | gets only `{"order": ..., "first": ...}`: the order's id and the first item's sku |
# | queue `inkwell-bus-dead` | the target's dead-letter queue, to which EventBridge may send for this rule |
#
# First the function, then the bus with its rule.


# %% exercise="wire" role="answer"
### BEGIN SOLUTION
def packer(event, context):
    print(f"pack {event['order']}, first {event['first']}")


### STARTER
# def packer(event, context):
#     """Print what to pack: `pack ORDER, first SKU`."""
#     ...
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
packer_arn = eventbridge.deploy("inkwell-bus-packer", packer, role=eventbridge.role("inkwell-bus-packer-role"))
bus_named("inkwell-bus")
cents = [{"numeric": [">=", 10000]}]
people = [{"anything-but": {"prefix": "test-"}}]
large = {
    "source": ["inkwell.orders"],
    "detail-type": ["OrderPlaced"],
    "detail": {"cents": cents, "customer": people},
}
name = "inkwell-bus-large-orders"
large_arn = events.put_rule(Name=name, EventBusName="inkwell-bus", EventPattern=json.dumps(large))["RuleArn"]
allow("inkwell-bus-packer", large_arn)
### STARTER
# # packer_arn = eventbridge.deploy("inkwell-bus-packer", packer, role=eventbridge.role(...))
# # bus_named(...) and allow(...) as in the example.
# # events.put_rule(Name=..., EventBusName=..., EventPattern=json.dumps({...}))
### END SOLUTION

# %% [markdown]
# Then the queue with its policy, and the target. A queue's policy says who may send to it.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
sqs = eventbridge.session.client("sqs")
queue_url = sqs.create_queue(QueueName="inkwell-bus-dead")["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
statement = {
    "Effect": "Allow",
    "Principal": {"Service": "events.amazonaws.com"},
    "Action": "sqs:SendMessage",
    "Resource": queue_arn,
    "Condition": {"ArnEquals": {"aws:SourceArn": large_arn}},
}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": policy})

paths = {"order": "$.detail.orderId", "first": "$.detail.items[0].sku"}
template = '{"order": <order>, "first": <first>}'
target = {
    "Id": "packer", "Arn": packer_arn, "DeadLetterConfig": {"Arn": queue_arn},
    "InputTransformer": {"InputPathsMap": paths, "InputTemplate": template},
}  # fmt: skip
added = events.put_targets(Rule=name, EventBusName="inkwell-bus", Targets=[target])
### STARTER
# # sqs = eventbridge.session.client("sqs"): create_queue, set_queue_attributes(Attributes={"Policy": json.dumps(...)})
# # events.put_targets(Rule=..., EventBusName=..., Targets=[{"Id": ..., "Arn": ..., "InputTransformer": {...}, ...}])
### END SOLUTION

# %% exercise="wire" role="check"
eventbridge.wire.check()

# %% [markdown]
# ## Watch it
#
# The pattern trainer: choose or write a pattern and an order. EventBridge says whether they match, part by part.

# %%
eventbridge.panel()

# %% [markdown]
# The same as calls:

# %%
from lambda_workshop.sections.eventbridge.panel import place
from lambda_workshop.sections.eventbridge.trainer import explain

explain(eventbridge, {"detail": {"cents": [{"numeric": [">", 100]}], "gift": [True]}}, {"cents": 900})

# %%
place(eventbridge)

# %%
eventbridge.timeline()

# %% [markdown]
# ## Break it
#
# The function `inkwell-bus-debug-shop` puts each order on a bus, and `inkwell-bus-debug-warehouse` reserves what was
# ordered. Two orders came in. The warehouse knows of one.

# %% exercise="debug" role="setup"
eventbridge.debug.start()

# %%
eventbridge.logs("inkwell-bus-debug-shop", wait_for="A-7002")

# %%
eventbridge.logs("inkwell-bus-debug-warehouse", wait_for="A-7001")

# %% [markdown]
# The shop builds its entry like this, and nobody reads what `put_events` answers:
#
# ```python
# detail = '{"orderId": "%s", "note": "%s"}' % (event["orderId"], event["note"])
# entry = {"EventBusName": os.environ["BUS"], "Source": "inkwell.orders", "DetailType": event["kind"], "Detail": detail}
# events.put_events(Entries=[entry])
# ```
#
# Why is A-7002 missing?
#
# - **a** Its note does not match the rule's pattern.
# - **b** EventBridge refused the entry, and the call succeeded all the same.
# - **c** The rule may not invoke the warehouse.
# - **d** EventBridge lost the event on its way.
#
# Rewrite the shop's function: any note must arrive, and an entry that EventBridge refuses must make the function fail.
# In the second cell set `cause` to its letter, and deploy the function under its name.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import json
import os

import boto3

bus_client = boto3.client("events")


def shop(event, context):
    detail = json.dumps({"orderId": event["orderId"], "note": event["note"]})
    entry = {"EventBusName": os.environ["BUS"], "Source": "inkwell.orders", "DetailType": event["kind"]}
    answer = bus_client.put_events(Entries=[{**entry, "Detail": detail}])
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"EventBridge refused {event['orderId']}: {answer['Entries'][0]['ErrorCode']}")
    print("sent", event["orderId"])
    return {"sent": event["orderId"]}


### STARTER
# import json
# import os
#
# import boto3
#
#
# def shop(event, context):
#     """Put the order on the bus os.environ["BUS"], and notice when it is refused."""
#     ...
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
bus_arn = events.describe_event_bus(Name="inkwell-bus-debug")["Arn"]
shop_role = eventbridge.role("inkwell-bus-debug-role", policies=[{"Action": "events:PutEvents", "Resource": bus_arn}])
shop_arn = eventbridge.deploy(
    "inkwell-bus-debug-shop", shop, role=shop_role, timeout=10, environment={"BUS": "inkwell-bus-debug"}
)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # eventbridge.deploy("inkwell-bus-debug-shop", shop, role=..., timeout=10, environment={"BUS": "inkwell-bus-debug"})
# # Its role is eventbridge.role("inkwell-bus-debug-role", policies=[...]); it may put events on the bus.
### END SOLUTION

# %% exercise="debug" role="check"
eventbridge.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Two failures, two queues:** what Lambda never got is in the *target's* dead-letter queue, with the error in its
#   attributes. What the function failed on goes to the *function's* destination.
# - **Archive and replay:** `create_archive` keeps a bus's events, `start_replay` sends them again. The replayed ones
#   have the field `replay-name`. Write functions so that this does no harm.
# - **Partners:** Zendesk or Datadog send to a *partner event source*. You connect it to a bus of the same name.
# - **The new bus:** since autumn 2026 there is also a *custom event bus* with subscribers in place of rules. The bus of
#   this section is now called *Classic* in the documentation. The default bus stays as it is.
# - **Loops:** a rule that matches what its own target puts on the bus never ends. Give answers another `detail-type`.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   packer:
#     handler: index.packer
#     events:
#       - eventBridge:
#           eventBus: inkwell-bus
#           pattern:
#             source: [inkwell.orders]
#             detail-type: [OrderPlaced]
#             detail:
#               cents: [{numeric: ['>=', 10000]}]
#               customer: [{anything-but: {prefix: test-}}]
#           inputTransformer:
#             inputPathsMap:
#               order: $.detail.orderId
#               first: $.detail.items[0].sku
#             inputTemplate: '{"order": <order>, "first": <first>}'
#           deadLetterQueueArn: !GetAtt Dead.Arn
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Packer:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.packer
#       Runtime: python3.13
#       Events:
#         LargeOrder:
#           Type: EventBridgeRule
#           Properties:
#             EventBusName: inkwell-bus
#             Pattern:
#               source: [inkwell.orders]
#               detail-type: [OrderPlaced]
#               detail:
#                 cents: [{numeric: ['>=', 10000]}]
#                 customer: [{anything-but: {prefix: test-}}]
#             InputTransformer:
#               InputPathsMap: {order: $.detail.orderId, first: '$.detail.items[0].sku'}
#               InputTemplate: '{"order": <order>, "first": <first>}'
#             DeadLetterConfig: {Type: SQS}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
eventbridge.cleanup()

# %% [markdown]
# ## Recap
#
# - A pattern names fields: every field must match, any of its values is enough, and the rest is not looked at.
# - `put_events` answers 200 even when it refuses an entry. Read `FailedEntryCount`.
# - Give each target a dead-letter queue to which EventBridge may send, and let the rule call the function.
#
# <!-- next -->

# %%
eventbridge.progress()
