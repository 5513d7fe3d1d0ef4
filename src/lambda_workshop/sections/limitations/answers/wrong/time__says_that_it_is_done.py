"""expect: `done` false

Done is when the function ends.
"""


def render(page):
    return sum(range(20_000)) % 7 + page % 5


def handler(event, context):
    page, ink = event["next"], event["ink"]
    while page < event["pages"] and context.get_remaining_time_in_millis() >= 300:
        ink += render(page)
        page += 1
    return {"pages": event["pages"], "next": page, "ink": ink, "done": True}
