"""expect: the topic carried

Tells the topic of every alarm, also of one that changes nothing.
"""
### INSTEAD OF
        print("known before:", state["value"])
        return
### THIS
        print("known before:", state["value"])
