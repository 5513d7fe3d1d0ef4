"""expect: start at `next` and at `ink`

The ink of this call only.
"""


def render(page):
    return sum(range(20_000)) % 7 + page % 5


def handler(event, context):
    page, ink = event["next"], 0
    while page < event["pages"] and context.get_remaining_time_in_millis() >= 300:
        ink += render(page)
        page += 1
    return {"pages": event["pages"], "next": page, "ink": ink, "done": page == event["pages"]}
