# %% [markdown]
# # Alexa Skill: where is my order
#
# Inkwell's customers ask where their prints are. "Alexa, ask Inkwell where my order is": a skill turns the sentence into a request to your function, and your function's answer into speech.
#
# In this section you
#
# - **predict** what a session remembers from one sentence to the next,
# - **write** a skill's answers and its interaction model, and let Alexa in,
# - **mend** a skill that hangs up on its customers.
#
# The section before this one is *Application Load Balancer*. There the caller sends HTTP; here it sends what somebody said.

# %%
from lambda_workshop import lesson

alexa_skill = lesson("alexa-skill")

# %% [markdown]
# ## How it works
#
# ```mermaid
# sequenceDiagram
#     accTitle: The path of a sentence through a skill
#     accDescr: A customer speaks to a device. Alexa finds the intent and its slots in the interaction model and calls the function with a request. The function answers with speech, and says whether the session stays open. Alexa speaks, keeps the session attributes and listens again.
#     participant Customer
#     participant Alexa
#     participant Skill as inkwell-alexa-skill-orders
#     Customer->>Alexa: ask inkwell where is order 4711
#     Note over Alexa: the interaction model makes it OrderStatusIntent, number 4711
#     Alexa->>Skill: IntentRequest and session attributes
#     Skill-->>Alexa: outputSpeech, shouldEndSession, sessionAttributes
#     Alexa->>Customer: Order 4711 is printing. Anything else?
#     Note over Alexa: session open: the next sentence needs no name
# ```
#
# <!-- trigger table -->
#
# An **intent** is what a customer wants, a **slot** is a value in the sentence. Three kinds of request reach you: `LaunchRequest`, `IntentRequest` and `SessionEndedRequest`.

# %% [markdown]
# ## Predict
#
# A skill answers the first sentence with `"sessionAttributes": {"lastOrder": "4711"}`. It answers the second one without `sessionAttributes`. Both keep the session open. What is in `session.attributes` of the third request?
#
# - **a** `{"lastOrder": "4711"}`. The session is still open.
# - **b** `{}`. The second answer had no attributes.
# - **c** That depends on whether the same execution environment answers.
# - **d** There is no third request. An answer without `sessionAttributes` ends the session.

# %% exercise="predict" role="answer"
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None  # "a", "b", "c" or "d"
### END SOLUTION

# %% exercise="predict" role="check"
alexa_skill.predict.check(answer)

# %% [markdown]
# ## See it run
#
# This skill knows one intent: opening hours. It prints the event that it receives.

# %%
import json


def hours(event, context):
    print(json.dumps(event, indent=2))
    slots = event["request"].get("intent", {}).get("slots", {})
    day = slots.get("day", {}).get("value", "every day")
    speech = {"outputSpeech": {"type": "PlainText", "text": f"We print from nine to five, {day}."}}
    return {"version": "1.0", "response": {**speech, "shouldEndSession": True}}


# %% [markdown]
# The function's policy must let Alexa in, for **this** skill's id:

# %%
SKILL = "amzn1.ask.skill.5d1e7c0a-3b1f-4f4e-9a58-0c6e2f7b9d11"
lam = alexa_skill.session.client("lambda")


def allow(function):
    try:
        lam.remove_permission(FunctionName=function, StatementId="alexa")
    except lam.exceptions.ResourceNotFoundException:
        pass
    lam.add_permission(
        FunctionName=function, StatementId="alexa", Action="lambda:InvokeFunction",
        Principal="alexa-appkit.amazon.com", EventSourceToken=SKILL,
    )  # fmt: skip


role = alexa_skill.role("inkwell-alexa-skill-hello-role")
alexa_skill.deploy("inkwell-alexa-skill-hello", hours, role=role)
allow("inkwell-alexa-skill-hello")

# %% [markdown]
# On real AWS the interaction model lives in the Alexa console. Here `Conversation` plays console, device and customer.

# %%
from lambda_workshop.simulators.alexa import Conversation

day = {"name": "day", "type": "AMAZON.DayOfWeek"}
samples = ["when are you open", "when are you open on {day}"]
own = ("AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent")
intents = [{"name": name, "samples": []} for name in own]
intents.append({"name": "HoursIntent", "slots": [day], "samples": samples})
language = {"invocationName": "inkwell", "intents": intents}

echo = Conversation(
    alexa_skill.session, "inkwell-alexa-skill-hello", {"interactionModel": {"languageModel": language}}, SKILL
)
print(echo.say("alexa, ask inkwell when are you open on friday").speech)

# %%
alexa_skill.logs("inkwell-alexa-skill-hello", wait_for="HoursIntent")

# %% [markdown]
# Notice three fields:
#
# - `request.intent.slots.day.value` is text, even for a number.
# - `session.attributes` is what your last answer kept: here nothing, for the session is new.
# - `context.System.application.applicationId` names the skill that asks. Beside it, `apiAccessToken` is a secret: never log a whole event, as this example does.
#
# The trap: a slot that nobody said is **there**, without `value`. `slots["day"]["value"]` works in every test, until somebody asks "when are you open".

# %% [markdown]
# ## Handle it
#
# Write the skill. The environment variable `ORDERS` holds JSON: `{"4711": "printing", ...}`.
#
# | request | answer |
# |---|---|
# | OrderStatusIntent, number known | number and state; keeps it as `lastOrder` |
# | ... number unknown | says the number; keeps `lastOrder` as it was |
# | ... no number | the state of `lastOrder`; if there is none, a question with the directive `{"type": "Dialog.ElicitSlot", "slotToElicit": "number"}` |
# | LaunchRequest, any other intent | says what the customer can ask |
# | AMAZON.StopIntent, AMAZON.CancelIntent | a goodbye that ends the session |
# | SessionEndedRequest | no speech |
#
# All other answers keep the session open, with a reprompt. Every answer returns the attributes that it received.

# %% exercise="handle" role="answer"
### BEGIN SOLUTION
import json
import os

ORDERS = json.loads(os.environ.get("ORDERS", "{}"))


def say(text, attributes, end=False, **more):
    speech = {"outputSpeech": {"type": "PlainText", "text": text}}
    response = {**speech, "shouldEndSession": end} | ({} if end else {"reprompt": speech}) | more
    return {"version": "1.0", "sessionAttributes": attributes, "response": response}


def handler(event, context):
    request, attributes = event["request"], event["session"]["attributes"]
    name = request.get("intent", {}).get("name", request["type"])
    if name == "SessionEndedRequest":
        return {"version": "1.0", "response": {}}
    if name != "OrderStatusIntent":
        end = name in ("AMAZON.StopIntent", "AMAZON.CancelIntent")
        return say("Goodbye." if end else "Ask me: where is order one two three?", attributes, end)
    number = request["intent"]["slots"]["number"].get("value") or attributes.get("lastOrder")
    if number in ORDERS:
        return say(f"Order {number} is {ORDERS[number]}. Anything else?", attributes | {"lastOrder": number})
    more = {} if number else {"directives": [{"type": "Dialog.ElicitSlot", "slotToElicit": "number"}]}
    return say(f"There is no order {number}. Which one?" if number else "Which order?", attributes, **more)


### STARTER
# import json
# import os
#
# ORDERS = json.loads(os.environ.get("ORDERS", "{}"))  # set where the function runs, not in this notebook
#
#
# def handler(event, context):
#     """Answer a request of Alexa's with {"version": "1.0", "sessionAttributes": ..., "response": ...}."""
#     ...
### END SOLUTION

# %% exercise="handle" role="check"
alexa_skill.handle.check(handler)

# %% [markdown]
# ## Wire it
#
# First the interaction model, as `model`. The skill is called `inkwell`. It has Amazon's intents `HelpIntent`, `StopIntent`, `CancelIntent` and `FallbackIntent`, and OrderStatusIntent with a slot `number` of the type AMAZON.NUMBER. These sentences must reach it:
#
# - "where is order 4711" and "where is my order", also after "alexa, ask inkwell"
# - "4711" alone, when your skill has asked for the number. For this the model has a `dialog` part, beside `languageModel`, that lists the intent and its slot. Your skill asks by itself, so nothing in it is required.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
own = ["AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.FallbackIntent"]
number = {"name": "number", "type": "AMAZON.NUMBER"}
status = {
    "name": "OrderStatusIntent",
    "slots": [number],
    "samples": ["where is order {number}", "where is my order", "where order {number} is", "where my order is"],
}
asked = {**number, "elicitationRequired": False, "confirmationRequired": False}
model = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "inkwell",
            "intents": [*({"name": name, "samples": []} for name in own), status],
        },
        "dialog": {"intents": [{"name": "OrderStatusIntent", "confirmationRequired": False, "slots": [asked]}]},
    }
}
### STARTER
# model = None
# # {"interactionModel": {"languageModel": {"invocationName": ..., "intents": [...]}, "dialog": {"intents": [
# #     {"name": ..., "confirmationRequired": False, "slots": [{"name": ..., "type": ...,
# #      "elicitationRequired": False, "confirmationRequired": False}]}]}}}
### END SOLUTION

# %% [markdown]
# Then the function `inkwell-alexa-skill-orders`, with some orders in `ORDERS`, and the permission for your skill alone.

# %% exercise="wire" role="answer"
### BEGIN SOLUTION
orders = {"4711": "printing", "4712": "shipped", "1234": "waiting for paper", "8080": "packed"}
role = alexa_skill.role("inkwell-alexa-skill-orders-role")
alexa_skill.deploy("inkwell-alexa-skill-orders", handler, role=role, environment={"ORDERS": json.dumps(orders)})
allow("inkwell-alexa-skill-orders")
### STARTER
# orders = {"4711": "printing", "4712": "shipped", "1234": "waiting for paper"}
# # role = alexa_skill.role("inkwell-alexa-skill-orders-role")
# # alexa_skill.deploy("inkwell-alexa-skill-orders", handler, role=role, environment={"ORDERS": ...})
# # lam.add_permission(...), as in the example above
### END SOLUTION

# %% exercise="wire" role="check"
alexa_skill.wire.check(model)

# %% [markdown]
# ## Watch it
#
# Talk to your skill. Below each answer is what Alexa sent.

# %%
alexa_skill.panel(model=model)

# %% [markdown]
# A cell can talk too. An empty sentence is silence: the reprompt comes once, then the session ends.

# %%
from lambda_workshop.sections.alexa_skill.panel import talk

talk(alexa_skill, model, "alexa, ask inkwell where is my order", "4711", "where is order 99", "", "")

# %%
alexa_skill.timeline()

# %% [markdown]
# ## Break it
#
# A second skill, "inkwell again", reorders a picture. Customers say that it asks a question and hangs up.

# %% exercise="debug" role="setup"
alexa_skill.debug.start()

# %%
from lambda_workshop.sections.alexa_skill.broken import REORDER, rehearse

print(REORDER)
rehearse(alexa_skill, "12 copies", "yes")

# %% [markdown]
# What is the cause?
#
# - **a** Alexa may not call the function a second time.
# - **b** The answer has `shouldEndSession` where Alexa does not look.
# - **c** The answer comes too late.
# - **d** The interaction model has no intent for a bare number.
#
# Name it, and mend `inkwell-alexa-skill-debug-reorder` until a whole order goes through. Keep its configuration: the picture is named there.

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
import os


def reorder(event, context):
    request, attributes = event["request"], event["session"]["attributes"]
    name = request.get("intent", {}).get("name", request["type"])
    end = name not in ("LaunchRequest", "CopiesIntent")
    text = "Goodbye."
    if name == "LaunchRequest":
        attributes = {"picture": os.environ["PICTURE"]}
        text = f"How many copies of {attributes['picture']}?"
    elif name == "CopiesIntent":
        attributes["copies"] = request["intent"]["slots"]["copies"]["value"]
        text = f"{attributes['copies']} copies of {attributes['picture']}. Shall I print them?"
    elif name == "AMAZON.YesIntent":
        text = f"Ordered: {attributes['copies']} copies of {attributes['picture']}."
    speech = {"outputSpeech": {"type": "PlainText", "text": text}}
    again = {} if end else {"reprompt": speech}
    return {"version": "1.0", "sessionAttributes": attributes, "response": {**speech, **again, "shouldEndSession": end}}


### STARTER
# # Copy the skill's code from above into this cell, and mend it: `import os`, `def say(...)`, `def reorder(...)`.
### END SOLUTION

# %% exercise="debug" role="answer"
### BEGIN SOLUTION
cause = "b"
name = "inkwell-alexa-skill-debug-reorder"
lam.update_function_code(FunctionName=name, ZipFile=alexa_skill.package(reorder))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
### STARTER
# cause = None  # "a", "b", "c" or "d"
# # lam.update_function_code(FunctionName="inkwell-alexa-skill-debug-reorder", ZipFile=alexa_skill.package(reorder))
### END SOLUTION

# %% exercise="debug" role="check"
alexa_skill.debug.check(cause)

# %% [markdown]
# ## On real AWS
#
# - **Refused:** the Alexa console does not save an endpoint whose policy lacks `alexa-appkit.amazon.com`.
# - **Two doors:** the permission is checked by AWS, `applicationId` by you. With ask-sdk-core that is `sb.skill_id = SKILL`; it also sorts requests to handlers. The lab does both.
# - **Understanding:** real speech recognition is fuzzier than this simulator. Certification tests your samples.
# - **Time:** about 8 seconds, cold start included. Nobody retries.
# - **Screens:** without `shouldEndSession`, the session stays open for up to 30 seconds on a device that shows something of your skill, and ends on others. Set it always.
#
# <details><summary>The same wiring with the Serverless Framework</summary>
#
# ```yaml
# functions:
#   orders:
#     handler: index.handler
#     events:
#       - alexaSkill: amzn1.ask.skill.5d1e7c0a-3b1f-4f4e-9a58-0c6e2f7b9d11
# ```
#
# </details>
#
# <details><summary>The same wiring with AWS SAM</summary>
#
# ```yaml
# Resources:
#   Orders:
#     Type: AWS::Serverless::Function
#     Properties:
#       Handler: index.handler
#       Runtime: python3.13
#       Events:
#         Alexa:
#           Type: AlexaSkill
#           Properties:
#             SkillId: amzn1.ask.skill.5d1e7c0a-3b1f-4f4e-9a58-0c6e2f7b9d11
# ```
#
# </details>
#
# <details><summary>The same skill with ask-sdk-core</summary>
#
# ```python
# from ask_sdk_core.skill_builder import SkillBuilder
# from ask_sdk_core.utils import get_slot_value, is_intent_name
#
# skill = SkillBuilder()
# skill.skill_id = "amzn1.ask.skill.5d1e7c0a-3b1f-4f4e-9a58-0c6e2f7b9d11"
#
#
# @skill.request_handler(can_handle_func=is_intent_name("OrderStatusIntent"))
# def status(handler_input):
#     number = get_slot_value(handler_input, "number")
#     handler_input.attributes_manager.session_attributes["lastOrder"] = number
#     return handler_input.response_builder.speak(f"Order {number} is printing.").ask("Anything else?").response
#
#
# handler = skill.lambda_handler()
# ```
#
# `ask` keeps the session open and sets the reprompt.
#
# </details>
#
# <!-- further reading -->

# %% [markdown]
# ## Clean up

# %%
alexa_skill.cleanup()

# %% [markdown]
# ## Recap
#
# - A session remembers what the last answer returned, and nothing else.
# - A skill is a model, a function and a permission that names the skill.
# - `shouldEndSession` goes in `response`, `sessionAttributes` beside it. Alexa ignores them anywhere else.
#
# <!-- next -->

# %%
alexa_skill.progress()
