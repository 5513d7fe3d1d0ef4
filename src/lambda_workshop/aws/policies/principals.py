"""Who asks, and who is named in a policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lambda_workshop.aws import arns

_ACCOUNT = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Principal:
    """`kind` is `Service`, `AWS`, `Federated` or `CanonicalUser`, as a policy's element has it."""

    kind: str
    name: str

    @property
    def is_everybody(self) -> bool:
        """Whether it is the `*` that stands for everybody, also without any credentials."""
        return self.kind == "AWS" and self.name == "*"

    @property
    def account(self) -> str:
        """The account of an `AWS` principal; empty for others."""
        if self.kind != "AWS":
            return ""
        return self.name if _ACCOUNT.fullmatch(self.name) else arns.account_of(self.name)

    @property
    def is_whole_account(self) -> bool:
        """Whether it names an account, which then decides by its own policies who of it may."""
        parsed = arns.parse(self.name)
        return self.kind == "AWS" and (
            _ACCOUNT.fullmatch(self.name) is not None or (parsed is not None and parsed.resource == "root")
        )


ANYBODY = Principal("AWS", "anonymous")
"""A caller without credentials: only `*` lets it in."""


def service(name: str) -> Principal:
    """An AWS service, such as `sns.amazonaws.com`."""
    return Principal("Service", name)


def account(number: str) -> Principal:
    """Everybody in an account."""
    return Principal("AWS", f"arn:aws:iam::{number}:root")


def arn(text: str) -> Principal:
    """A role, a role's session or a user."""
    return Principal("AWS", text)


def names(listed: Sequence[Principal], who: Principal) -> bool:
    """Whether the list of a statement covers who asks: by name, by role, by account, or with everybody."""
    return any(_covers(one, who) or (one.is_whole_account and one.account == who.account) for one in listed)


def names_directly(listed: Sequence[Principal], who: Principal) -> bool:
    """Whether the list covers who asks without leaving the decision to its account."""
    return any(_covers(one, who) for one in listed)


def _covers(listed: Principal, who: Principal) -> bool:
    if listed.is_everybody or listed == who:
        return True
    return listed.kind == who.kind == "AWS" and _role(listed.name) == _role(who.name) != ""


def _role(text: str) -> str:
    """`ACCOUNT/NAME` of a role's ARN and of its sessions': a statement for a role covers what assumed it."""
    found = arns.parse(text)
    if found is None:
        return ""
    kind, *path = found.resource.split("/")
    if kind == "role" and path:
        return f"{found.account}/{path[-1]}"
    return f"{found.account}/{path[0]}" if kind == "assumed-role" and path else ""
