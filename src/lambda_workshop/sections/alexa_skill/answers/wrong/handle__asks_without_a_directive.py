"""expect: no slot is asked for

Asks in words only, so that a bare number means nothing to Alexa.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
    more = {} if number else {"directives": [{"type": "Dialog.ElicitSlot", "slotToElicit": "number"}]}
### THIS
    more = {}
