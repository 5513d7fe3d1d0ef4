"""expect: the session is

Handles the first request as if it were complete.
"""
### INSTEAD OF
    if request.get("dialogState") != "COMPLETED":
        return {"version": "1.0", "response": {"directives": [{"type": "Dialog.Delegate"}], "shouldEndSession": False}}
### THIS
### INSTEAD OF
        return elicit("size", "We print small, medium and large. Which size?")
    if copies is None:
        return elicit("copies", "From one to five hundred. How many copies?")
### THIS
        return say("We print small, medium and large. Which size?", end=True)
    if copies is None:
        return say("From one to five hundred. How many copies?", end=True)
