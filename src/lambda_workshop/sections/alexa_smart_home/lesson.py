# %% [markdown]
# # Alexa Smart Home: the print-room lamp
#
# "Alexa, turn on the print room lamp." Nobody names a skill here, and nobody writes sample sentences: Alexa knows what a lamp can do, because your function told her.
#
# In this section you
#
# - **predict** what Alexa makes of a handler that raises,
# - **answer** directives for a lamp, tell Alexa of it, and keep its state in DynamoDB,
# - **mend** a lamp that can be switched, and that nobody can dim.
#
# The section before this one is *Alexa Skill*. There you write what people may say; here Amazon does.

# %%
from lambda_workshop import lesson

alexa_smart_home = lesson("alexa-smart-home")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a directive to the lamp
#     accDescr: The customer enables the skill and Alexa asks the function which devices there are. Later the customer says turn on the lamp. Alexa sends the directive TurnOn with a correlation token. The function writes the lamp's state into a table and answers with that token and the new state.
#     participant Customer
#     participant Alexa
#     participant Room as inkwell-alexa-smart-home-room
#     participant Table as DynamoDB
#     Alexa->>Room: Discover
#     Room-->>Alexa: Discover.Response, devices and capabilities
#     Customer->>Alexa: turn on the print room lamp
#     Alexa->>Room: TurnOn, correlationToken, endpointId
#     Room->>Table: power ON
#     Room-->>Alexa: Response, same token, powerState ON
#     Alexa->>Customer: OK
# ```
#
# <!-- trigger table -->
#
# A **directive** says what Alexa wants, an **endpoint** is a device, a **capability** is something that it can do. `payloadVersion` is `"3"`, a text.

# %% [markdown]
# ## Predict
#
# The lamp is unplugged. Alexa sends TurnOn, and your handler raises `ConnectionError`. What happens?
#
# - **a** Lambda calls the handler twice more, then drops the directive.
# - **b** Alexa says that the device is not responding, and cannot say why.
# - **c** The app shows the lamp as on until the next state report.
# - **d** Alexa removes the lamp until the next discovery.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
alexa_smart_home.predict.check(answer)

# %% [markdown]
# ## See it run
#
# A fan, which can be switched and keeps no state. It prints each header, and nothing else of the event.

# %%
import json
import uuid
from datetime import UTC, datetime


def fan(event, context):
    sent = event["directive"]["header"]
    print(json.dumps(sent, indent=2))
    header = {**sent, "namespace": "Alexa", "name": "Response", "messageId": str(uuid.uuid4())}
    if sent["name"] == "Discover":
        header |= {"namespace": "Alexa.Discovery", "name": "Discover.Response"}
        base = {"type": "AlexaInterface", "interface": "Alexa", "version": "3"}
        power = {**base, "interface": "Alexa.PowerController", "properties": {"supported": [{"name": "powerState"}]}}
        device = {"endpointId": "fan-1", "friendlyName": "Fan", "displayCategories": ["FAN"]}
        device |= {"manufacturerName": "Inkwell", "description": "A fan by Inkwell", "capabilities": [base, power]}
        return {"event": {"header": header, "payload": {"endpoints": [device]}}}
    value = {"TurnOn": "ON", "TurnOff": "OFF"}[sent["name"]]
    state = {"namespace": "Alexa.PowerController", "name": "powerState", "value": value}
    state |= {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 0}
    endpoint = {"endpointId": event["directive"]["endpoint"]["endpointId"]}
    return {"event": {"header": header, "endpoint": endpoint, "payload": {}}, "context": {"properties": [state]}}


# %% [markdown]
# Smart home skills have a principal of their own:

# %%
SKILL = "amzn1.ask.skill.7a60c1de-55d2-4a0c-9f0e-3f5f8f2f1c22"
lam = alexa_smart_home.session.client("lambda")


def allow(function):
    try:
        lam.remove_permission(FunctionName=function, StatementId="alexa")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="alexa", Action="lambda:InvokeFunction",
        Principal="alexa-connectedhome.amazon.com", EventSourceToken=SKILL,
    )  # fmt: skip


role = alexa_smart_home.role("inkwell-alexa-smart-home-fan-role")
alexa_smart_home.deploy("inkwell-alexa-smart-home-fan", fan, role=role)
allow("inkwell-alexa-smart-home-fan")

# %%
from lambda_workshop.simulators.alexa import SmartHome

house = SmartHome(alexa_smart_home.session, "inkwell-alexa-smart-home-fan", skill_id=SKILL)
house.discover()
print(house.turn_on("fan-1").value("Alexa.PowerController", "powerState"))
alexa_smart_home.logs("inkwell-alexa-smart-home-fan", wait_for="TurnOn")

# %% [markdown]
# Notice three fields:
#
# - `header.correlationToken` comes back unchanged in the answer. Discovery has none.
# - `header.messageId` is new in every message, in yours too.
# - `context.properties` is beside `event` in the answer, not in it. It tells the state, with the time at which you looked.
#
# The trap: `endpoint.scope.token` (in discovery `payload.scope.token`) opens the customer's account. Print an event, and the token is in your log.

# %% [markdown]
# ## Handle it
#
# Write `respond(directive, lamp)`. `lamp` is a dictionary such as `{"power": "OFF", "brightness": 40}`: change it, and answer.
#
# | directive | answer |
# |---|---|
# | `TurnOn`, `TurnOff` | `Response` |
# | `SetBrightness` | `Response`; outside 0 to 100 an `ErrorResponse` of the type `VALUE_OUT_OF_RANGE` |
# | `AdjustBrightness` | `Response`; stays within 0 to 100 |
# | `ReportState` | `StateReport` |
# | anything else | `ErrorResponse`, `INVALID_DIRECTIVE` |
#
# All have the namespace `Alexa`. All but the errors report both `powerState` and `brightness`, sampled now. The values that Alexa sends are `payload["brightness"]` and `payload["brightnessDelta"]`. An error's payload has `type` and `message`, and leaves the lamp alone.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import uuid
from datetime import UTC, datetime


def respond(directive, lamp):
    sent, wish = directive["header"], directive["payload"]
    kind, name, payload = sent["name"], "Response", {}
    if kind in ("TurnOn", "TurnOff"):
        lamp["power"] = kind.removeprefix("Turn").upper()
    elif kind == "SetBrightness" and 0 <= wish["brightness"] <= 100:
        lamp["brightness"] = wish["brightness"]
    elif kind == "AdjustBrightness":
        lamp["brightness"] = max(0, min(100, lamp["brightness"] + wish["brightnessDelta"]))
    elif kind == "ReportState":
        name = "StateReport"
    else:
        why = "VALUE_OUT_OF_RANGE" if kind == "SetBrightness" else "INVALID_DIRECTIVE"
        name, payload = "ErrorResponse", {"type": why, "message": kind}
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4())}
    endpoint = {"endpointId": directive["endpoint"]["endpointId"]}
    now = {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 0}
    power = {"namespace": "Alexa.PowerController", "name": "powerState", "value": lamp["power"], **now}
    light = {"namespace": "Alexa.BrightnessController", "name": "brightness", "value": lamp["brightness"], **now}
    context = {} if name == "ErrorResponse" else {"context": {"properties": [power, light]}}
    return {"event": {"header": header, "endpoint": endpoint, "payload": payload}, **context}


### STARTER
# import uuid
# from datetime import UTC, datetime
#
#
# def respond(directive, lamp):
#     """Change `lamp` as the directive wants, and return {"event": ..., "context": ...}."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
alexa_smart_home.handle.check(respond)

# %% [markdown]
# ## Wire it
#
# First what Alexa is told at discovery: two devices, as the list `endpoints`. A capability is *retrievable* when Alexa may ask for its state with `ReportState`.
#
# | endpointId | category | capabilities, all retrievable |
# |---|---|---|
# | `print-room-lamp` | `LIGHT` | `Alexa`, `Alexa.PowerController` (`powerState`), `Alexa.BrightnessController` (`brightness`) |
# | `print-room-temperature` | `TEMPERATURE_SENSOR` | `Alexa`, `Alexa.TemperatureSensor` (`temperature`) |


# %% exercise="wire" role="answer"
### BEGIN SOLUTION
def capability(interface, *names):
    told = {"type": "AlexaInterface", "interface": interface, "version": "3"}
    if names:
        supported = [{"name": name} for name in names]
        told["properties"] = {"supported": supported, "proactivelyReported": False, "retrievable": True}
    return told


def device(endpoint, name, category, *capabilities):
    return {
        "endpointId": endpoint,
        "manufacturerName": "Inkwell",
        "friendlyName": name,
        "description": f"{name}, by Inkwell",
        "displayCategories": [category],
        "capabilities": [capability("Alexa"), *capabilities],
    }


power, light = capability("Alexa.PowerController", "powerState"), capability("Alexa.BrightnessController", "brightness")
warmth = capability("Alexa.TemperatureSensor", "temperature")
lamp = device("print-room-lamp", "Print room lamp", "LIGHT", power, light)
endpoints = [lamp, device("print-room-temperature", "Print room", "TEMPERATURE_SENSOR", warmth)]
### STARTER
# endpoints = []
# # Each device: endpointId, manufacturerName, friendlyName, description, displayCategories, capabilities.
### END SOLUTION

# %% [markdown]
# Then the table `inkwell-alexa-smart-home-devices` with the key `id`, and the function `inkwell-alexa-smart-home-room`. The rest of its code is given: `room.py` answers discovery with `endpoints.json`, takes the `AcceptGrant` with which a customer lets the skill send news, reads the lamp from the table that the variable `TABLE` names, calls your `respond`, and writes it back. Its role needs two rights to that table, Alexa a permission.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
tables, name = alexa_smart_home.session.client("dynamodb"), "inkwell-alexa-smart-home-devices"
if name not in tables.list_tables()["TableNames"]:
    key = {"AttributeName": "id"}
    tables.create_table(
        TableName=name,
        KeySchema=[{**key, "KeyType": "HASH"}],
        AttributeDefinitions=[{**key, "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
table_arn = tables.describe_table(TableName=name)["Table"]["TableArn"]

rights = {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": table_arn}
role = alexa_smart_home.role("inkwell-alexa-smart-home-room-role", policies=[rights])
files = {"room.py": alexa_smart_home.file("room.py"), "endpoints.json": json.dumps(endpoints)}
room = "inkwell-alexa-smart-home-room"
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
allow(room)
### STARTER
# # tables = alexa_smart_home.session.client("dynamodb"), then tables.create_table(...)
# # role = alexa_smart_home.role("inkwell-alexa-smart-home-room-role", policies=[{"Action": [...], "Resource": ...}])
# # files = {"room.py": alexa_smart_home.file("room.py"), "endpoints.json": ...}
# # alexa_smart_home.deploy(..., respond, role=role, files=files, entry="room.handler", environment={...})
# # allow(...)
### END SOLUTION

# %% exercise="wire" role="check"
alexa_smart_home.wire.check()

# %% [markdown]
# ## Watch it
#
# Switch the lamp and dim it. The bulb shows what Alexa believes: what your last answer reported.

# %%
alexa_smart_home.panel()

# %% [markdown]
# A cell can do the same:

# %%
from lambda_workshop.sections.alexa_smart_home.panel import dim, look, switch

switch(alexa_smart_home, on=True)
dim(alexa_smart_home, 40)
look(alexa_smart_home)

# %%
alexa_smart_home.timeline()

# %% [markdown]
# ## Break it
#
# The drying lamp has a skill of its own. It can be switched. "Set the drying lamp to 30 percent" does nothing, and no log has an error.

# %% exercise="debug" role="setup"
alexa_smart_home.debug.start()

# %%
from lambda_workshop.sections.alexa_smart_home.broken import try_it

try_it(alexa_smart_home)

# %%
alexa_smart_home.logs("inkwell-alexa-smart-home-debug-dryer")

# %% [markdown]
# What is the cause?
#
# - **a** The handler does not know SetBrightness.
# - **b** The permission is for switching only.
# - **c** Alexa dropped a capability of the discovery answer, without a word.
# - **d** The function answers too late.
#
# Name it, and mend the function's variable `ENDPOINTS`. Alexa discovers again when you check.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "c"
dryer = "inkwell-alexa-smart-home-debug-dryer"
variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
told = json.loads(variables["ENDPOINTS"])
told[0]["capabilities"][2]["version"] = "3"
told[0]["capabilities"][2]["properties"]["supported"] = [{"name": "brightness"}]
variables["ENDPOINTS"] = json.dumps(told)
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
lam.get_waiter("function_updated_v2").wait(FunctionName=dryer)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # dryer = "inkwell-alexa-smart-home-debug-dryer"
# # variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
# # lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
### END SOLUTION

# %% exercise="debug" role="check"
alexa_smart_home.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Lambda only:** a smart home skill has no other endpoint, and needs account linking with OAuth 2.0. The console refuses a function whose policy lacks `alexa-connectedhome.amazon.com`.
# - **Time:** in most cases 8 seconds, cold start included. A slow device sends `DeferredResponse` first.
# - **Changes at the wall switch:** Alexa learns of them by ChangeReports. They need `proactivelyReported`, and tokens, for which you exchange the code in `AcceptGrant`.
# - **Region:** the skill's language decides where the function must be, such as `eu-west-1` for German. Elsewhere discovery [finds nothing](https://developer.amazon.com/en-US/docs/alexa/smarthome/develop-smart-home-skills-in-multiple-languages.html).
# - **Name:** Amazon now calls smart home skills [add-ons](https://developer.amazon.com/docs/alexaplus/smarthome/steps-to-build-addons.html). Nothing changes in the code, and many tools still say skill.
# - **Stale discovery:** Alexa knows a new capability only after the next discovery.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   room:
#     handler: room.handler
#     events:
#       - alexaSmartHome: amzn1.ask.skill.7a60c1de-55d2-4a0c-9f0e-3f5f8f2f1c22
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Room:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: room.handler
#       Runtime: python3.13
#       Policies:
#         - DynamoDBCrudPolicy: {TableName: inkwell-alexa-smart-home-devices}
#   MayAlexa:
#     Type: AWS::Lambda::Permission
#     Properties:
#       FunctionName: !Ref Room
#       Action: lambda:InvokeFunction
#       Principal: alexa-connectedhome.amazon.com
#       EventSourceToken: amzn1.ask.skill.7a60c1de-55d2-4a0c-9f0e-3f5f8f2f1c22
# ```
#
# SAM's event type `AlexaSkill` is for custom skills.
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
alexa_smart_home.cleanup()

# %% [markdown]
# ## Recap
#
# - An exception tells Alexa nothing. An `ErrorResponse` tells her the reason.
# - An answer carries the directive's token, an id of its own, and the state as it is now.
# - Alexa takes what she understands of a discovery answer, and drops the rest in silence.
#
# <!-- next -->

# %%
alexa_smart_home.progress()
