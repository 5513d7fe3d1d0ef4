"""expect: clearly more in the longer time

A quarter of a second by its own clock.
"""

import time


def render(page):
    return sum(range(20_000)) % 7 + page % 5


def handler(event, context):
    page, ink = event["next"], event["ink"]
    start = time.monotonic()
    while page < event["pages"] and time.monotonic() - start < 0.25:
        ink += render(page)
        page += 1
    return {"pages": event["pages"], "next": page, "ink": ink, "done": page == event["pages"]}
