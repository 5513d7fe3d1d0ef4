"""expect: with `lastOrder` set by a known number only

Keeps whatever number it heard.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
    return say(f"There is no order {number}. Which one?" if number else "Which order?", attributes, **more)
### THIS
    return say(
        f"There is no order {number}. Which one?" if number else "Which order?",
        attributes | {"lastOrder": number},
        **more,
    )
