"""expect: the handler returned `null`

Prints the price.
"""

CENTS = {"A5": 15, "A4": 25, "A3": 60}


def handler(event, context):
    paper, copies = event.get("paper"), event.get("copies")
    if paper not in CENTS:
        raise ValueError(f"paper must be one of {', '.join(CENTS)}")
    if type(copies) is not int or not 1 <= copies <= 10_000:
        raise ValueError("copies must be a whole number from 1 to 10,000")
    cents = CENTS[paper] * copies
    if copies >= 100:
        cents = cents * 9 // 10
    if event.get("express"):
        cents += 500
    print({"cents": cents, "currency": "EUR"})
