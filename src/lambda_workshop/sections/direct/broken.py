"""A function whose second try trips over what its first one left behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove

MAILER = "inkwell-direct-debug-mailer"
FIRST_ORDER = "O-1001"
CODE = """\
from mail import file_invoice, invoice_exists, send_mail


def handler(event, context):
    order = event["order"]
    if invoice_exists(order):
        raise RuntimeError(f"invoice of {order} exists already")
    file_invoice(order)
    send_mail(order)
    print(f"mailed {order}")
"""


def post(cloud: Cloud) -> str:
    """The bucket's name in this account."""
    return f"inkwell-direct-debug-{cloud.account}"


def package() -> bytes:
    """The broken code with the given mail module."""
    mail = Path(__file__).with_name("mail.py").read_text("utf-8")
    return functions.zip_of({"index.py": CODE, "mail.py": mail})


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the mailer in place, hand it one order, and tell what was made."""
    remove(cloud, ("inkwell-direct-debug",), ("lambda", "s3", "logs"))
    bucket = post(cloud)
    cloud.client("s3").create_bucket(Bucket=bucket)
    rights: list[dict[str, Any]] = [
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{bucket}/*"},
        {"Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"},
    ]
    deploying.deploy(
        cloud,
        MAILER,
        package(),
        handler="index.handler",
        role_arn=deploying.role(cloud, "inkwell-direct-debug-role", rights),
        timeout=5,
        memory=256,
        environment={"BUCKET": bucket},
    )
    client = cloud.client("lambda")
    client.put_function_event_invoke_config(FunctionName=MAILER, MaximumRetryAttempts=1)
    client.invoke(FunctionName=MAILER, InvocationType="Event", Payload=json.dumps({"order": FIRST_ORDER}))
    return [
        ("bucket", f"{bucket}: `invoices/`, `mailed/`"),
        ("function", f"{MAILER}: called with Event, one retry"),
        ("order", f"{FIRST_ORDER} was handed over, and no mail goes out"),
    ]
