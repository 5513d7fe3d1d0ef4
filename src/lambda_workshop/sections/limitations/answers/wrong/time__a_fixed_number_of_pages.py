"""expect: clearly more in the longer time

Fifty pages, whatever the time.
"""


def render(page):
    return sum(range(20_000)) % 7 + page % 5


def handler(event, context):
    page, ink = event["next"], event["ink"]
    while page < min(event["pages"], event["next"] + 50):
        ink += render(page)
        page += 1
    return {"pages": event["pages"], "next": page, "ink": ink, "done": page == event["pages"]}
