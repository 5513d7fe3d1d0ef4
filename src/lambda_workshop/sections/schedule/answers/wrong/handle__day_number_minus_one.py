"""expect: the calendar's own day before, also on the first of a month

Takes one off the number of the day.
"""


def handler(event, context):
    if "day" in event:
        day = event["day"]
    else:
        year, month, number = event["time"][:10].split("-")
        day = f"{year}-{month}-{int(number) - 1:02d}"
    report = event.get("report", "sales")
    print(f"report {report} for {day}")
    return {"report": report, "day": day}
