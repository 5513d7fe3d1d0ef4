"""What is asked of a policy: an action on a resource, by somebody, with the condition keys that AWS sends along.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lambda_workshop.aws import arns
from lambda_workshop.aws.policies.principals import Principal

Value = str | tuple[str, ...]
"""A condition key's value; a tuple where the key has several, as `aws:TagKeys`."""
Context = Mapping[str, Value]


@dataclass(frozen=True)
class Request:
    """One request. `principal` is None where only the policies of the caller are asked; `context` has the keys."""

    action: str
    resource: str
    principal: Principal | None = None
    context: Context = field(default_factory=dict)

    def value(self, key: str) -> Value | None:
        """The value of a condition key, whatever its capitals; None when the request does not have it."""
        wanted = key.lower()
        for name, value in self.context.items():
            if name.lower() == wanted:
                return value
        return _of_principal(wanted, self.principal) if self.principal else None


def acting_for(source_arn: str, source_account: str = "") -> dict[str, Value]:
    """The keys with which a service says for which resource it asks; the account is the ARN's when none is given."""
    owner = source_account or arns.account_of(source_arn)
    keys: dict[str, Value] = {"aws:SourceArn": source_arn} if source_arn else {}
    return keys | ({"aws:SourceAccount": owner} if owner else {})


def at(moment: datetime) -> dict[str, Value]:
    """The keys that say when a request is made."""
    utc = moment.astimezone(UTC)
    return {"aws:CurrentTime": utc.strftime("%Y-%m-%dT%H:%M:%SZ"), "aws:EpochTime": str(int(utc.timestamp()))}


def _of_principal(key: str, principal: Principal) -> str | None:
    is_service = principal.kind == "Service"
    known = {
        "aws:principalisawsservice": "true" if is_service else "false",
        "aws:principalservicename": principal.name if is_service else None,
        "aws:principalarn": principal.name if arns.parse(principal.name) else None,
        "aws:principalaccount": principal.account or None,
    }
    return known.get(key)
