"""Who may do what, asked both ways: may this one, and may anybody else?

Emulators ask less than AWS does. What is judged here is judged by AWS's rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, functions, queues, roles
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.queues import Queue

REFUSED = "works here, but AWS would refuse it:"
_SOURCES = {
    "sns": "topic",
    "s3": "bucket",
    "events": "rule",
    "logs": "log group",
    "iot": "rule",
    "execute-api": "API",
    "elasticloadbalancing": "target group",
    "cognito-idp": "user pool",
    "cloudwatch": "alarm",
}
"""What the source of a call is, by the service in its ARN."""


def expect_callable(
    cloud: Cloud, name: str, *, by: str, source: str, account: bool = False, qualifier: str = "", how: str
) -> Passed:
    """The service may call the function for this source, and for no other.

    Args:
        cloud: where.
        name: the function.
        by: the service, such as `sns.amazonaws.com`.
        source: the ARN for which it calls.
        account: whether each statement must name the account too: where the ARN does not, as a bucket's.
        qualifier: the version or alias that is called.
        how: the call that gives the permission, for the advice.

    Raises:
        NotYet: it may not, or others may too.
    """
    if refusal := functions.refusal(
        cloud, name, by, source_arn=source, source_account=cloud.account, qualifier=qualifier
    ):
        raise NotYet(
            f"AWS would refuse it: {refusal}",
            expected=f"a statement of `{name}` for `{by}` with the source `{source}`",
            advice=f"call {how}",
        )
    what = _SOURCES.get(source.split(":")[2], "source")
    for statement in functions.policy(cloud, name, qualifier):
        if statement.principal != by:
            continue
        asked = statement.condition("aws:SourceArn")
        if asked in ("", "*") or asked.endswith(":::*"):
            raise NotYet(
                f"any {what} of anybody may invoke `{name}`",
                expected=f"`SourceArn={source}` in every statement for `{by}`",
                advice=f"remove the statement `{statement.sid}` with `remove_permission`, and add one with SourceArn",
            )
        if account and statement.condition("aws:SourceAccount") != cloud.account:
            raise NotYet(
                f"the permission names the {what} and not its owner",
                expected=f'`SourceAccount="{cloud.account}"`: a deleted {what} can be made again by anybody',
                advice="remove the statement and add it again with SourceAccount",
            )
    return Passed(found=f"`{by}` may, for `{source}`")


def expect_trusted(cloud: Cloud, role_arn: str, *, service: str, how: str) -> None:
    """The service may assume the role; raises NotYet."""
    if not roles.trusts(cloud, role_arn, service):
        who = {"lambda.amazonaws.com": "Lambda", "scheduler.amazonaws.com": "Scheduler"}.get(service, f"`{service}`")
        raise NotYet(
            f"{REFUSED} {who} may not assume the role `{roles.name_of(role_arn)}`",
            expected=f"a role whose trust policy names `{service}`",
            advice=how,
        )


def expect_role_may(
    cloud: Cloud,
    role_arn: str,
    rights: Mapping[str, Any],
    *,
    service: str = "lambda.amazonaws.com",
    never: Mapping[str, Any] | None = None,
    how: str,
    trusted: str = "make the role with `service` or a trust policy for it, and use its ARN",
) -> Passed:
    """The service may assume the role, and the role may do what is wanted.

    Args:
        cloud: where.
        role_arn: the role.
        rights: each action with its resources: ARNs, or things with an `arn`, one or several; `*` for any.
        service: who assumes the role.
        never: actions and resources that the role must not have.
        how: what to do about a missing right.
        trusted: what to do when the service may not assume the role.

    Raises:
        NotYet: it may not, or it may more.
    """
    name = roles.name_of(role_arn)
    expect_trusted(cloud, role_arn, service=service, how=trusted)
    missing = [
        (action, arn)
        for action, resources in rights.items()
        for arn in arns_of(resources)
        if not roles.allowed(cloud, role_arn, action, arn)
    ]
    if missing:
        actions = list(dict.fromkeys(action for action, _arn in missing))
        lines = [f"  the role may not `{action}` on `{arn}`" for action, arn in missing]
        raise NotYet(
            f"{REFUSED} the role `{name}` does not allow {', '.join(actions)}",
            expected=f"{', '.join(rights)} on `{missing[0][1]}`",
            advice=how,
            evidence="\n".join([f"asked of `{name}`:", *lines]),
        )
    for action, resources in (never or {}).items():
        for arn in arns_of(resources):
            if roles.allowed(cloud, role_arn, action, arn):
                raise NotYet(
                    f"the role may `{action}` on `{arn}`, which the function never needs",
                    expected=f"{', '.join(rights)}, and nothing else",
                    advice="name the actions and the resources instead of `*`: a mistake in the code then stays small",
                )
    return Passed(found=f"`{name}` may {', '.join(rights)}")


def expect_sendable(cloud: Cloud, queue: Queue, *, by: str, source: str, what: str) -> Passed:
    """The queue's policy lets a service send to it for this source; `what` is the source in words. Raises NotYet."""
    if not queues.lets_send(cloud, queue, by, source):
        who = {"sns.amazonaws.com": "SNS", "events.amazonaws.com": "EventBridge"}.get(by, f"`{by}`")
        raise NotYet(
            f"{REFUSED} the queue's policy does not let {who} send for this {what}",
            expected=f"`sqs:SendMessage` for `{by}`, with the source `{source}`",
            advice="set the queue's attribute `Policy`",
        )
    return Passed(found=f"`{queue.arn}`, and {by} may send to it")


def arn_of(thing: Any) -> str:
    """The ARN of a thing: the text itself, or its `arn`, or what DynamoDB calls `TableArn`."""
    if isinstance(thing, str):
        return thing
    return str(thing["TableArn"] if isinstance(thing, Mapping) else thing.arn)


def arns_of(things: Any) -> list[str]:
    """The ARNs of one thing or of several."""
    several = isinstance(things, Sequence) and not isinstance(things, str)
    return [arn_of(thing) for thing in (things if several else [things])]


def role_of(thing: str | Function) -> str:
    """The role's ARN: of a function, or the text itself."""
    return thing if isinstance(thing, str) else thing.role
