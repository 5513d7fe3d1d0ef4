"""expect: "state": "

Mixes up the two states of a topic's message.
"""
### INSTEAD OF
            "alarm": message["AlarmName"], "state": message["NewStateValue"], "was": message["OldStateValue"],
            "function": dimensions.get("FunctionName"), "values": [],
### THIS
            "alarm": message["AlarmName"],
            "state": message["OldStateValue"],
            "was": message["NewStateValue"],
            "function": dimensions.get("FunctionName"),
            "values": [],
