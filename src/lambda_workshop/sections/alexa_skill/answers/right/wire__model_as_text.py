"""The model as JSON text, with prompts of its own that Alexa asks by, and more words for the same."""

number = {"name": "number", "type": "AMAZON.NUMBER", "samples": ["it is {number}", "order {number}"]}
status = {
    "name": "OrderStatusIntent",
    "slots": [number],
    "samples": ["where is order {number}", "where is my order", "what about {number}", "is {number} ready"],
}
plain = [f"AMAZON.{name}Intent" for name in ("Cancel", "Fallback", "Help", "NavigateHome", "Repeat", "Stop")]
asked = {"name": "number", "type": "AMAZON.NUMBER", "elicitationRequired": False, "confirmationRequired": False}
model = json.dumps(
    {
        "interactionModel": {
            "languageModel": {
                "invocationName": "inkwell",
                "intents": [status, *({"name": name, "samples": []} for name in plain)],
                "types": [],
            },
            "dialog": {
                "delegationStrategy": "SKILL_RESPONSE",
                "intents": [{"name": "OrderStatusIntent", "confirmationRequired": False, "slots": [asked]}],
            },
        }
    }
)

orders = {"4711": "printing", "4712": "shipped", "1234": "waiting for paper", "8080": "packed"}
role = alexa_skill.role("inkwell-alexa-skill-orders-role")
alexa_skill.deploy("inkwell-alexa-skill-orders", handler, role=role, environment={"ORDERS": json.dumps(orders)})
allow("inkwell-alexa-skill-orders")
