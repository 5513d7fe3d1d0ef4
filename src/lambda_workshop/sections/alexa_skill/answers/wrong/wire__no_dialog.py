"""expect: does not list OrderStatusIntent

The skill asks for a slot, and the model knows nothing of it.
"""
### INSTEAD OF
        "dialog": {"intents": [{"name": "OrderStatusIntent", "confirmationRequired": False, "slots": [asked]}]},
### THIS
