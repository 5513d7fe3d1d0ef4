# %% [markdown]
# # AWS IoT: the warm print room
#
# Inkwell's printers have sensors. Every few seconds they publish a reading over MQTT, a small protocol in which devices
# send messages to *topics*. When a room gets too warm, a function must know. The sensors do not know that it exists.
#
# In this section you
#
# - **predict** which topic a rule hears,
# - **judge** readings, odd ones included,
# - **wire** a topic rule to a function,
# - **mend** a rule that matches nothing.

# %%
from lambda_workshop import lesson

iot = lesson("iot")

# %% [markdown]
# ## How it works
#
# ```mermaid
# flowchart LR
#     accTitle: The path of a reading from a sensor to a function
#     accDescr: A sensor publishes a message to a topic of the broker. Topic rules look at every message. A rule's statement chooses by topic and by content, and makes the event. Its actions send the event on, here to a function. When an action fails, the error action runs.
#     Sensor -->|MQTT print-room/north/climate| Broker((AWS IoT))
#     Broker --> Rule{inkwell_iot_hot}
#     Rule -->|what it selects| Cooler[inkwell-iot-cooler]
#     Rule -.->|action failed| Error[error action]
# ```
#
# <!-- trigger table -->
#
# A rule is one SQL statement: `SELECT` makes the event, `FROM` names the topics, `WHERE` looks into the message. A topic's
# *levels* stand between its slashes. In the topic filter after `FROM`, `+` is one level, and `#` at the end is all that
# follow.

# %% [markdown]
# ## Predict
#
# A rule says `FROM 'print-room/+/climate'`. Which topic does it hear?
#
# - **a** `print-room/north/climate`
# - **b** `print-room/climate`
# - **c** `print-room/north/upper/climate`
# - **d** `/print-room/north/climate`

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "a"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
iot.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A rule, a function that prints its event, and a real MQTT client.

# %%
import json


def show(event, context):
    print(json.dumps(event))


# %%
rules, messages = iot.session.client("iot"), iot.session.client("iot-data")
lam = iot.session.client("lambda")
account = iot.session.client("sts").get_caller_identity()["Account"]
hello_arn = iot.deploy("inkwell-iot-hello", show, role=iot.role("inkwell-iot-hello-role"))


def allow(function, rule):
    """Let this rule of ours invoke the function."""
    try:
        lam.remove_permission(FunctionName=function, StatementId="rule")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="rule", Action="lambda:InvokeFunction", Principal="iot.amazonaws.com",
        SourceArn=f"arn:aws:iot:us-east-1:{account}:rule/{rule}", SourceAccount=account,
    )  # fmt: skip


def put_rule(name, **payload):
    """Make the rule, or replace the one that is there. Names have no hyphens."""
    payload = {"awsIotSqlVersion": "2016-03-23", **payload}
    if name in {rule["ruleName"] for rule in rules.list_topic_rules()["rules"]}:
        rules.replace_topic_rule(ruleName=name, topicRulePayload=payload)
    else:
        rules.create_topic_rule(ruleName=name, topicRulePayload=payload)


# %%
put_rule(
    "inkwell_iot_hello",
    sql="SELECT *, topic(2) AS printer, timestamp() AS received FROM 'hello/+/climate' WHERE celsius > 30",
    actions=[{"lambda": {"functionArn": hello_arn}}],
)
allow("inkwell-iot-hello", "inkwell_iot_hello")

# %% [markdown]
# The client is paho-mqtt, as a device would use it: MQTT over a WebSocket, here to the broker on this machine. A program
# with AWS credentials needs no MQTT client: `messages.publish(topic=..., qos=1, payload=...)`.

# %%
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt

device = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, "north", transport="websockets")
device.ws_set_options(path=f"/mqtt?X-Amz-Credential={account}/20261123/us-east-1/iotdevicegateway/aws4_request")
broker = urlsplit(iot.backend.endpoint_url)
device.connect(broker.hostname, broker.port)
device.loop_start()
for celsius in (25, 41.5):
    device.publish("hello/north/climate", json.dumps({"celsius": celsius}), qos=1).wait_for_publish(5)
device.disconnect()
device.loop_stop()

iot.logs("inkwell-iot-hello", wait_for="received")

# %% [markdown]
# Notice:
#
# - There is no envelope. What the statement selects **is** the event: `SELECT *` is the message, `AS` adds fields to it.
# - 25 degrees called nobody. The `WHERE` decided, and no function ran for it.
# - `topic(2)` is the topic's second level. Without it, the function would not know which printer it was.
#
# The trap: a rule that publishes into its own topic filter calls itself. Publish answers to another topic.
#
# A device that is away hears no message. Its *thing* is its entry in AWS IoT's registry, and the thing's **shadow** keeps
# the state that it should have and the one that it last reported. AWS IoT works out the difference, `delta`:

# %%
rules.create_thing(thingName="inkwell-iot-north")
state = {"desired": {"fan": "on"}, "reported": {"fan": "off"}}
messages.update_thing_shadow(thingName="inkwell-iot-north", payload=json.dumps({"state": state}))
shadow = messages.get_thing_shadow(thingName="inkwell-iot-north")["payload"]
json.loads(shadow.read())["state"]

# %% [markdown]
# ## Handle it
#
# Write the judge. It gets what the rule selects, and returns
#
# ```python
# {"printer": "north", "level": "hot", "celsius": 41.5}
# ```
#
# - `hot` from 40 degrees on, `warm` above 30, else `ok`.
# - Some sensors write numbers as strings: `"41.5"` is 41.5.
# - A reading without a number is `broken`, and its `celsius` is `None`. The handler never raises.


# %% exercise="handle" role="answer"
### BEGIN SOLUTION
def handler(event, context):
    try:
        celsius = float(event["celsius"])
    except (KeyError, TypeError, ValueError):
        return {"printer": event["printer"], "level": "broken", "celsius": None}
    level = "hot" if celsius >= 40 else "warm" if celsius > 30 else "ok"
    return {"printer": event["printer"], "level": level, "celsius": celsius}


### STARTER
# def handler(event, context):
#     """Return the verdict: printer, level, celsius."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
iot.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# Sensors publish `{"celsius": 41.5, "humidity": 30, "state": "printing"}` to `print-room/PRINTER/climate`. A sensor that is
# being tested says `"state": "test"`.
#
# | name | what it must be |
# |---|---|
# | function `inkwell-iot-cooler` | prints `cool PRINTER CELSIUS` |
# | rule `inkwell_iot_hot` | readings above 30 degrees, of any printer, and no tests; the *statement* decides |
# | its error action | publishes to `print-room/errors` |
# | its permission | this rule of your account may call the function, and nobody else |


# %% exercise="wire" role="answer"
### BEGIN SOLUTION
def cooler(event, context):
    print("cool", event["printer"], event["celsius"])


### STARTER
# def cooler(event, context):
#     """Print `cool PRINTER CELSIUS`."""
#     ...
### END SOLUTION

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
cooler_arn = iot.deploy("inkwell-iot-cooler", cooler, role=iot.role("inkwell-iot-cooler-role"))
errors_role = iot.role("inkwell-iot-errors-role", policies=[{"Action": "iot:Publish", "Resource": "*"}], service="iot")
put_rule(
    "inkwell_iot_hot",
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
    actions=[{"lambda": {"functionArn": cooler_arn}}],
    errorAction={"republish": {"topic": "print-room/errors", "roleArn": errors_role}},
)
allow("inkwell-iot-cooler", "inkwell_iot_hot")
### STARTER
# # cooler_arn = iot.deploy("inkwell-iot-cooler", cooler, role=iot.role(...))
# # put_rule("inkwell_iot_hot", sql=..., actions=[...], errorAction={"republish": {"topic": ..., "roleArn": ...}})
# # The error action's role: iot.role(..., policies=[...], service="iot")
# # allow(...) as in the example.
### END SOLUTION

# %% exercise="wire" role="check"
iot.wire.check()

# %% [markdown]
# ## Watch it
#
# Set three temperatures and publish them. Which printers does the cooler hear of?

# %%
iot.panel()

# %% [markdown]
# The same as a call:

# %%
from lambda_workshop.sections.iot.panel import measure

measure(iot, north=25, south=35.5, west=42)

# %%
iot.timeline()

# %% [markdown]
# ## Break it
#
# Printers publish how much ink is left: `{"level": 5}` to `ink-room/south/black`. The rule `inkwell_iot_debug` should order
# ink when a level is below 20. It ordered none, and the southern printer ran dry.

# %% exercise="debug" role="setup"
iot.debug.start()

# %%
ink_rule = rules.get_topic_rule(ruleName="inkwell_iot_debug")["rule"]
ink_rule["sql"], ink_rule["ruleDisabled"]

# %% [markdown]
# Why was no ink ordered?
#
# - **a** The rule may not invoke the function.
# - **b** The rule's topic filter does not match the printers' topics.
# - **c** `level` is a string, and cannot be compared.
# - **d** The message was published with QoS 0.
#
# Set `cause` to its letter, and replace the rule so that it hears every colour. The function stays as it is.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
put_rule(
    "inkwell_iot_debug",
    sql="SELECT *, topic(2) AS printer FROM 'ink-room/+/+' WHERE level < 20",
    actions=ink_rule["actions"],
)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # put_rule("inkwell_iot_debug", sql=..., actions=ink_rule["actions"])
### END SOLUTION

# %% exercise="debug" role="check"
iot.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Devices prove who they are** with a certificate, and a policy says which topics they may use. Here any client may use
#   all of them.
# - **The SQL has more:** `CASE`, arrays, dozens of functions. This backend refuses what it does not evaluate.
# - **Shadows have topics too:** a rule `FROM '$aws/things/+/shadow/update/accepted'` hears of every change of state.
# - **QoS 1** delivers at least once. A reading may come twice: act on it so that this does no harm.
# - **Binary messages** have no fields: `encode(*, 'base64') AS data` selects them as a string.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   cooler:
#     handler: index.cooler
#     events:
#       - iot:
#           name: inkwell_iot_hot
#           sqlVersion: '2016-03-23'
#           sql: "SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'"
# ```
#
# Neither this event nor SAM's has an error action: for that, write the rule as a resource, `AWS::IoT::TopicRule`.
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Cooler:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.cooler
#       Runtime: python3.13
#       Events:
#         Hot:
#           Type: IoTRule
#           Properties:
#             AwsIotSqlVersion: '2016-03-23'
#             Sql: SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'
# ```
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
iot.cleanup()

# %% [markdown]
# ## Recap
#
# - The statement makes the event, and there is nothing around it.
# - `+` is one level. Count them, in the filter and in the topic.
# - Name rule and account in the permission, and give each rule an error action.
#
# <!-- next -->

# %%
iot.progress()
