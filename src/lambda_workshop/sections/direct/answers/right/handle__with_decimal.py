"""The same prices with Decimal."""

from decimal import ROUND_DOWN, Decimal

PRICES = {"A5": Decimal("0.15"), "A4": Decimal("0.25"), "A3": Decimal("0.60")}


def handler(event, context):
    if event.get("paper") not in PRICES:
        raise ValueError(f"unknown paper: {event.get('paper')!r}")
    copies = event.get("copies")
    if isinstance(copies, bool) or not isinstance(copies, int) or copies not in range(1, 10_001):
        raise ValueError("copies: a whole number from 1 to 10,000")
    euros = PRICES[event["paper"]] * copies
    if copies > 99:
        euros = (euros * Decimal("0.9")).quantize(Decimal("0.01"), ROUND_DOWN)
    return {"cents": int(euros * 100) + (500 if event.get("express", False) else 0), "currency": "EUR"}
