"""One case for each kind of event."""

import datetime


def handler(event, context):
    match event:
        case {"day": str(text)}:
            day = datetime.date.fromisoformat(text)
        case {"time": str(text)}:
            day = datetime.date.fromisoformat(text[:10]) - datetime.timedelta(days=1)
        case _:
            raise ValueError("the event asks for no day")
    name = event.get("report", "sales")
    print(f"report {name} for {day}")
    return {"report": name, "day": str(day)}
