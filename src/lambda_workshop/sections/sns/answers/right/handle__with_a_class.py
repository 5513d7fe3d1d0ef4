"""Keeps what it read in a class."""

import json
from dataclasses import asdict, dataclass, field


@dataclass
class Invoice:
    order: str
    cents: int
    country: str = "AT"
    tags: list = field(default_factory=list)


def handler(event, context):
    sns = event["Records"][0]["Sns"]
    try:
        placed = json.loads(sns["Message"])
    except ValueError:
        raise ValueError(f"{sns['MessageId']}: no JSON") from None
    invoice = Invoice(placed["orderId"], placed["cents"])
    if "country" in sns["MessageAttributes"]:
        invoice.country = sns["MessageAttributes"]["country"]["Value"]
    if "tags" in sns["MessageAttributes"]:
        invoice.tags = json.loads(sns["MessageAttributes"]["tags"]["Value"])
    return asdict(invoice)
