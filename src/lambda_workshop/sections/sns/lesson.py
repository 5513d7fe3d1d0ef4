# %% [markdown]
# # SNS: an order is placed
#
# A customer of Inkwell places an order. The accountants write an invoice. The loyalty club gives points,
# for large orders from two countries. The shop publishes the order **once**, and does not know who listens.
#
# In this section you
#
# - **predict** what a message looks like in the event,
# - **write** an invoice from a message and its attributes,
# - **wire** a topic to two functions, one of them choosy,
# - **mend** a filter that lets nothing through.

# %%
from lambda_workshop import lesson

sns = lesson("sns")

# %% [markdown]
# ## How it works
#
# ```mermaid
# flowchart LR
#     accTitle: The path of an order from the shop to its listeners
#     accDescr: The shop publishes a message to the topic. Every subscription has its own filter policy. SNS calls the function of each subscription whose filter lets the message through, asynchronously. What SNS cannot hand over goes to the subscription's dead-letter queue.
#     Shop -->|publish| Topic((inkwell-sns-orders))
#     Topic -->|every order| Invoice[inkwell-sns-invoice]
#     Topic -->|filter: large, AT or DE| Loyalty[inkwell-sns-loyalty]
#     Topic -.->|not delivered| Dead[inkwell-sns-dead]
# ```
#
# <!-- trigger table -->
#
# A message has a **body**, which is text, and **attributes** beside it: a name, a type and a value. SNS never looks into
# the body unless you ask it to.

# %% [markdown]
# ## Predict
#
# The shop calls `publish(TopicArn=..., Message=json.dumps({"orderId": "A-1042"}))`. In the function, what is
# `event["Records"][0]["Sns"]["Message"]`?
#
# - **a** an object: `{"orderId": "A-1042"}`
# - **b** a text: `'{"orderId": "A-1042"}'`
# - **c** an object with the key `default`
# - **d** a text in base64

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
sns.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A topic, a function, one message.

# %%
import json


def show(event, context):
    print(json.dumps(event, indent=2))


# %%
sns_client, lam = sns.session.client("sns"), sns.session.client("lambda")
hello_arn = sns.deploy("inkwell-sns-hello", show, role=sns.role("inkwell-sns-hello-role"))
hello = sns_client.create_topic(Name="inkwell-sns-hello")["TopicArn"]


def allow(function, topic_arn):
    """Let this topic invoke the function."""
    try:
        lam.remove_permission(FunctionName=function, StatementId="topic")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="topic", Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com", SourceArn=topic_arn,
    )  # fmt: skip


# %%
allow("inkwell-sns-hello", hello)
sns_client.subscribe(TopicArn=hello, Protocol="lambda", Endpoint=hello_arn)

order = {"orderId": "A-1042", "customer": "c-117", "cents": 7500}
attributes = {
    "country": {"DataType": "String", "StringValue": "AT"},
    "cents": {"DataType": "Number", "StringValue": "7500"},
    "tags": {"DataType": "String.Array", "StringValue": json.dumps(["gift", "express"])},
}
sns_client.publish(TopicArn=hello, Subject="Order", Message=json.dumps(order), MessageAttributes=attributes)

sns.logs("inkwell-sns-hello", wait_for="MessageAttributes")

# %% [markdown]
# Notice:
#
# - `Message` is the text that was published. Every attribute's `Value` is a text too, a number's included.
# - There is one record. `Records` is a list all the same.
# - `MessageId` stays the same when SNS delivers a message twice: use it to work once.
#
# The trap: SNS counts a message as delivered when **Lambda has taken it**. If your function then fails, SNS never hears
# of it. That failure belongs to the *function's* destination, and not to the subscription's dead-letter queue.

# %% [markdown]
# ## Handle it
#
# Write the accountants' function. For each message it returns an invoice:
#
# ```python
# {"order": "A-1042", "cents": 7500, "country": "AT", "tags": ["gift", "express"]}
# ```
#
# - Order and cents are in the message, the country in the attribute `country`, the tags in `tags`.
# - Where an attribute is missing, the country is `"AT"`, and `tags` is an empty list.
# - A message that is not JSON must not be lost: raise a `ValueError` whose text has the `MessageId`.
# - Customers stay out of the log, and out of the error.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json


def handler(event, context):
    message = event["Records"][0]["Sns"]
    attached = message["MessageAttributes"]
    try:
        placed = json.loads(message["Message"])
    except ValueError:
        raise ValueError(f"message {message['MessageId']} is not JSON") from None
    return {
        "order": placed["orderId"],
        "cents": placed["cents"],
        "country": attached.get("country", {}).get("Value", "AT"),
        "tags": json.loads(attached["tags"]["Value"]) if "tags" in attached else [],
    }


### STARTER
# import json
#
#
# def handler(event, context):
#     """Return the invoice: order, cents, country, tags."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
sns.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# | name | what it must be |
# |---|---|
# | topic `inkwell-sns-orders` | the shop publishes here, with the attributes `country` and `cents` |
# | function `inkwell-sns-invoice` | prints `invoice ORDER CENTS` for every order |
# | function `inkwell-sns-loyalty` | prints `points ORDER CENTS` for orders of 5000 cents or more, from AT or DE; the *filter* decides, not the code |
# | queue `inkwell-sns-dead` | the dead-letter queue of the club's subscription, which SNS may fill for this topic |

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
import json


def invoice(event, context):
    placed = json.loads(event["Records"][0]["Sns"]["Message"])
    print("invoice", placed["orderId"], placed["cents"])


def loyalty(event, context):
    placed = json.loads(event["Records"][0]["Sns"]["Message"])
    print("points", placed["orderId"], placed["cents"])


### STARTER
# import json
#
#
# def invoice(event, context):
#     ...
#
#
# def loyalty(event, context):
#     ...
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
orders = sns_client.create_topic(Name="inkwell-sns-orders")["TopicArn"]
role = sns.role("inkwell-sns-role")
invoice_arn = sns.deploy("inkwell-sns-invoice", invoice, role=role)
loyalty_arn = sns.deploy("inkwell-sns-loyalty", loyalty, role=role)
allow("inkwell-sns-invoice", orders)
allow("inkwell-sns-loyalty", orders)
invoice_subscription = sns_client.subscribe(TopicArn=orders, Protocol="lambda", Endpoint=invoice_arn)
### STARTER
# # orders = sns_client.create_topic(Name=...)["TopicArn"]
# # sns.deploy(name, function, role=...), allow(name, orders), sns_client.subscribe(...)
### END SOLUTION

# %% [markdown]
# Then the queue, the policy that lets SNS send to it, and the choosy subscription. A subscription's filter and its
# dead-letter queue are among its `Attributes`; both are JSON in a string. SNS refuses a second `subscribe` with other
# attributes: change them with `set_subscription_attributes`, or begin anew with `sns.wire.reset()`.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
sqs = sns.session.client("sqs")
queue_url = sqs.create_queue(QueueName="inkwell-sns-dead")["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
statement = {
    "Effect": "Allow",
    "Principal": {"Service": "sns.amazonaws.com"},
    "Action": "sqs:SendMessage",
    "Resource": queue_arn,
    "Condition": {"ArnEquals": {"aws:SourceArn": orders}},
}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": policy})

wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">=", 5000]}]}
settings = {
    "FilterPolicy": json.dumps(wanted),
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn}),
}
loyalty_subscription = sns_client.subscribe(
    TopicArn=orders, Protocol="lambda", Endpoint=loyalty_arn, Attributes=settings
)
### STARTER
# # sqs = sns.session.client("sqs"): create_queue, set_queue_attributes(Attributes={"Policy": json.dumps(...)})
# # sns_client.subscribe(..., Attributes={"FilterPolicy": json.dumps({...}), "RedrivePolicy": json.dumps({...})})
### END SOLUTION

# %% exercise="wire" role="check"
sns.wire.check()

# %% [markdown]
# ## Watch it
#
# Place orders, and see whom each of them reached.

# %%
sns.panel()

# %% [markdown]
# The same as a call:

# %%
from lambda_workshop.sections.sns.panel import place

place(sns, "CH", 7500)

# %%
sns.timeline()

# %% [markdown]
# ## Break it
#
# The function `inkwell-sns-debug-shop` publishes orders. `inkwell-sns-debug-tax` writes customs papers, for Switzerland only.
# Its subscription has the filter `{"country": ["CH"]}`. Two orders were placed, one of them to CH.

# %% exercise="debug" role="setup"
sns.debug.start()

# %%
sns.logs("inkwell-sns-debug-shop", wait_for="A-7002")

# %%
debug_topic = sns_client.create_topic(Name="inkwell-sns-debug")["TopicArn"]  # the ARN of the one that is there
found = sns_client.list_subscriptions_by_topic(TopicArn=debug_topic)
debug_subscription = found["Subscriptions"][0]["SubscriptionArn"]
sns_client.get_subscription_attributes(SubscriptionArn=debug_subscription)["Attributes"]

# %% [markdown]
# Why was no paper written?
#
# - **a** The topic may not invoke the function.
# - **b** The filter looks where the country is not.
# - **c** A filter policy must not be a list of one value.
# - **d** A new filter takes some minutes to work.
#
# Name it, and mend the **subscription**. The shop's code and the policy stay as they are.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
sns_client.set_subscription_attributes(
    SubscriptionArn=debug_subscription, AttributeName="FilterPolicyScope", AttributeValue="MessageBody"
)
mended = sns_client.get_subscription_attributes(SubscriptionArn=debug_subscription)["Attributes"]
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # sns_client.set_subscription_attributes(SubscriptionArn=..., AttributeName=..., AttributeValue=...)
### END SOLUTION

# %% exercise="debug" role="check"
sns.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **A new filter policy** takes up to 15 minutes until it works everywhere. Here it works at once.
# - **A queue between them:** SNS to SQS to Lambda keeps messages while the function is down, hands them over in
#   batches, and limits how many run at once. Choose it when the work is heavy or must not be lost. Turn on *raw message
#   delivery*, or parse twice: the queue's message then wraps the topic's.
# - **Order:** a standard topic keeps none. A FIFO topic reaches functions only through a queue, and keeps the order only
#   through a FIFO queue.
# - **Price:** deliveries to Lambda are free; filters on the body are billed by the size of what they read.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   loyalty:
#     handler: index.loyalty
#     events:
#       - sns:
#           topicName: inkwell-sns-orders
#           filterPolicy:
#             country: [AT, DE]
#             cents: [{numeric: ['>=', 5000]}]
#           redrivePolicy:
#             deadLetterTargetRef: Dead
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Orders:
#     Type: AWS::SNS::Topic
#   Loyalty:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.loyalty
#       Runtime: python3.13
#       Events:
#         LargeOrder:
#           Type: SNS
#           Properties:
#             Topic: !Ref Orders
#             FilterPolicy:
#               country: [AT, DE]
#               cents: [{numeric: ['>=', 5000]}]
#             RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn}
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
sns.cleanup()

# %% [markdown]
# ## Recap
#
# - The message is a text. Its attributes are beside it, and a filter looks at them unless you say otherwise.
# - Each subscription has its own filter and its own dead-letter queue, and each function its own permission.
# - SNS is done when Lambda has the message. What fails after that is the function's business.
#
# <!-- next -->

# %%
sns.progress()
