"""The same prices with a match."""


def handler(event, context):
    match event:
        case {"copies": int(copies)} if type(copies) is int and 0 < copies <= 10_000:
            pass
        case _:
            raise ValueError("copies must be 1 to 10,000")
    match event.get("paper"):
        case "A5":
            cents = 15 * copies
        case "A4":
            cents = 25 * copies
        case "A3":
            cents = 60 * copies
        case _:
            raise ValueError("no such paper")
    if copies >= 100:
        cents -= -(-cents // 10)
    print(f"priced {copies} copies")
    return {"currency": "EUR", "cents": cents + 500 * bool(event.get("express"))}
