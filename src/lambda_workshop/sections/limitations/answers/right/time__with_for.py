"""A for loop that breaks, and less time than asked for."""


def render(page):
    return sum(range(20_000)) % 7 + page % 5


def handler(event, context):
    at, ink = event["next"], event["ink"]
    for page in range(event["next"], event["pages"]):
        if context.get_remaining_time_in_millis() < 350:
            break
        at, ink = page + 1, ink + render(page)
    return event | {"next": at, "ink": ink, "done": at >= event["pages"]}
