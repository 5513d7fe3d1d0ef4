"""Slow to start, and slower to open: what the new alarm told it first ends after the drill could have begun."""
### INSTEAD OF
def breaker(event, context):
### THIS
def breaker(event, context, wait=__import__("time").sleep(0.5)):
    import time
### INSTEAD OF
    elif state == "OK":
### THIS
    elif state == "OK":
        time.sleep(1)
