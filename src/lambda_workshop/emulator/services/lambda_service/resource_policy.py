"""A push trigger needs the function's permission: without it, it does not fire.

https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
MiniStack stores resource policies and never asks them. Here each service that pushes events asks (`may_invoke`)
before it delivers: event_permissions.py and triggers/ have those that deliver events, http_permissions.py those that
answer requests.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws import arns
from lambda_workshop.emulator.fallback import lambda_functions, request_context
from lambda_workshop.emulator.services import rights
from lambda_workshop.emulator.services.lambda_service.policy_statements import statements_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """Who wants to invoke a function: the service's principal, the resource it acts for, that resource's owner."""

    principal: str
    arn: str = ""
    account: str = ""
    token: str = ""


@dataclass(frozen=True)
class _Function:
    """A function, version or alias: MiniStack's record, and the ARN that its policy names."""

    record: dict[str, Any]
    arn: str


def _resolve(reference: str, account: str | None, region: str | None) -> _Function | None:
    name, qualifier = lambda_functions.name_and_qualifier(reference)
    if parsed := arns.parse(reference):
        region, account = parsed.region, parsed.account
    account, region = account or request_context.account(), region or request_context.region()
    record = lambda_functions.functions().get_scoped(account, region, name)
    if record is None:
        return None
    return _Function(record, arns.function(region, account, name, qualifier or ""))


def may_invoke(
    reference: str,
    source: Source,
    *,
    action: str = "lambda:InvokeFunction",
    account: str | None = None,
    region: str | None = None,
    context: Mapping[str, str] | None = None,
) -> bool:
    """Whether the policy of this function, version or alias lets the source take the action.

    `reference` is a name or an ARN, with or without qualifier; `context` adds condition keys. True for a function
    that does not exist: that it is missing is another error, which the service itself reports.
    """
    function = _resolve(reference, account, region)
    if function is None:
        return True
    allowed = rights.service_may(
        statements_of(function.record, function.arn),
        source.principal,
        action,
        function.arn,
        source_arn=source.arn,
        source_account=source.account,
        context={**({"lambda:EventSourceToken": source.token} if source.token else {}), **(context or {})},
    )
    if not allowed:
        _log.warning("%s for %s has no permission to invoke %s", source.principal, source.arn or "-", function.arn)
    return allowed


def owner_of(principal: str, arn: str) -> Source:
    """The service acting for this resource, which belongs to the account in its ARN."""
    return Source(principal, arn, arns.account_of(arn))
