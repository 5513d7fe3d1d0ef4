"""Amazon resource names: taken apart and put together in one place.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

from dataclasses import dataclass

PARTITION = "aws"


@dataclass(frozen=True)
class Arn:
    """`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; region and account are empty where a service has none."""

    service: str
    region: str
    account: str
    resource: str
    partition: str = PARTITION

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def parse(text: str) -> Arn | None:
    """The ARN's parts; None when the text is none. The resource keeps its colons and slashes."""
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return None
    return Arn(parts[2], parts[3], parts[4], parts[5], parts[1])


def service_of(text: str) -> str:
    """The service in an ARN, such as `sqs`; empty when the text is no ARN."""
    found = parse(text)
    return found.service if found else ""


def account_of(text: str) -> str:
    """The account in an ARN; empty when it names none, as a bucket's, or is no ARN."""
    found = parse(text)
    return found.account if found else ""


def region_of(text: str) -> str:
    """The region in an ARN; empty when it names none, or is no ARN."""
    found = parse(text)
    return found.region if found else ""


def function(region: str, account: str, name: str, qualifier: str = "") -> str:
    """A function's ARN, or that of its version or alias.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html#versioning-versions-using
    """
    return str(Arn("lambda", region, account, f"function:{name}" + (f":{qualifier}" if qualifier else "")))


def qualified(function_arn: str, qualifier: str) -> str:
    """The same function's ARN with this version or alias, and with none when it is empty."""
    bare, _old = split_qualifier(function_arn)
    return f"{bare}:{qualifier}" if qualifier else bare


def split_qualifier(reference: str) -> tuple[str, str]:
    """`("orders", "live")` for `orders:live`, and the same for an ARN; the qualifier is empty when there is none.

    https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: a name, a partial ARN `ACCOUNT:function:NAME`, or an
    ARN, each with or without a qualifier.
    """
    before, separator, last = reference.rpartition("function:")
    name, _colon, qualifier = last.partition(":")
    return f"{before}{separator}{name}", qualifier
