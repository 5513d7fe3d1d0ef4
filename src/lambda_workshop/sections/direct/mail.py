"""The invoice file and the mail server of the debug exercise. The server's first try for an order fails."""

import os

import boto3

storage = boto3.client("s3")


class MailServerSlow(Exception):
    """The mail server did not answer in time."""


def _there(key: str) -> bool:
    found = storage.list_objects_v2(Bucket=os.environ["BUCKET"], Prefix=key)
    return any(item["Key"] == key for item in found.get("Contents", []))


def invoice_exists(order: str) -> bool:
    """Whether the order's invoice has been filed."""
    return _there(f"invoices/{order}.txt")


def file_invoice(order: str) -> None:
    """File the order's invoice."""
    storage.put_object(Bucket=os.environ["BUCKET"], Key=f"invoices/{order}.txt", Body=order.encode())


def send_mail(order: str) -> None:
    """Mail the order's invoice; the first try raises MailServerSlow."""
    if not _there(f"tries/{order}"):
        storage.put_object(Bucket=os.environ["BUCKET"], Key=f"tries/{order}", Body=b"1")
        raise MailServerSlow(f"no answer for {order}: try again")
    storage.put_object(Bucket=os.environ["BUCKET"], Key=f"mailed/{order}", Body=order.encode())
