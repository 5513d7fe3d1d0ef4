"""expect: were reported as failed, though every one is in order

Takes a message that was applied before for a failure, so it comes back until it is dead.
"""
### INSTEAD OF
        print(f"seen before: {message}")
### THIS
        raise ValueError("seen before") from None
