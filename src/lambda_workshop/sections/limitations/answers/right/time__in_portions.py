"""Looks at the time after every five pages."""


def render(page):
    return sum(range(20_000)) % 7 + page % 5


def handler(event, context):
    page, ink = event["next"], event["ink"]
    while page < event["pages"] and context.get_remaining_time_in_millis() >= 320:
        end = min(page + 5, event["pages"])
        ink += sum(render(each) for each in range(page, end))
        page = end
    return {"pages": event["pages"], "next": page, "ink": ink, "done": page == event["pages"]}
