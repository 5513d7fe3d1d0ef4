"""expect: the function may run for 60 s

Gives the function a minute.
"""

own = ["AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.FallbackIntent"]
number = {"name": "number", "type": "AMAZON.NUMBER"}
samples = ["where is order {number}", "where is my order"]
status = {"name": "OrderStatusIntent", "slots": [number], "samples": samples}
asked = {**number, "elicitationRequired": False, "confirmationRequired": False}
dialog = {"intents": [{"name": "OrderStatusIntent", "confirmationRequired": False, "slots": [asked]}]}
intents = [{"name": name, "samples": []} for name in own] + [status]
language = {"invocationName": "inkwell", "intents": intents}
model = {"interactionModel": {"languageModel": language, "dialog": dialog}}

orders = {"4711": "printing", "4712": "shipped", "1234": "waiting for paper", "8080": "packed"}
role = alexa_skill.role("inkwell-alexa-skill-orders-role")
alexa_skill.deploy(
    "inkwell-alexa-skill-orders", handler, role=role, timeout=60, environment={"ORDERS": json.dumps(orders)}
)
allow("inkwell-alexa-skill-orders")
