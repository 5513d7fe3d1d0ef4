"""Print jobs and their prices, as the checks know them."""

from __future__ import annotations

from random import Random
from typing import Any

CENTS = {"A5": 15, "A4": 25, "A3": 60}
EXPRESS_CENTS, LARGE_COPIES, MOST_COPIES = 500, 100, 10_000


def price_of(job: dict[str, Any]) -> dict[str, Any]:
    """The right answer for a good job."""
    cents = CENTS[job["paper"]] * job["copies"]
    if job["copies"] >= LARGE_COPIES:
        cents = cents * 9 // 10
    return {"cents": cents + (EXPRESS_CENTS if job.get("express") else 0), "currency": "EUR"}


def random_job(random: Random, *, copies: int | None = None, express: bool | None = None) -> dict[str, Any]:
    """A good job with a customer that nobody else has."""
    token = f"{random.randrange(16**8):08x}"
    return {
        "paper": random.choice(list(CENTS)),
        "copies": random.randint(1, 99) if copies is None else copies,
        "express": random.random() < 0.5 if express is None else express,
        "customer": {"name": f"Zoë {token}", "email": f"{token}@example.com"},
    }
