"""expect: Sandbox.Timedout

Renders until somebody turns off the light.
"""


def render(page):
    return sum(range(20_000)) % 7 + page % 5


def handler(event, context):
    page, ink = event["next"], event["ink"]
    while page < event["pages"]:
        ink += render(page)
        page += 1
    return {"pages": event["pages"], "next": page, "ink": ink, "done": page == event["pages"]}
