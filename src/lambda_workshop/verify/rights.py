"""Who may do what, asked both ways: may this one, and may anybody else?

Emulators ask less than AWS does. What is judged here is judged by AWS's rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lambda_workshop.aws import arns, policies
from lambda_workshop.aws.policies import Excess, Grant, Kind, Policy, beyond
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
    cloud: Cloud,
    name: str,
    *,
    by: str,
    sources: Sequence[str],
    within: str = "",
    token: str = "",
    account: bool = False,
    qualifier: str = "",
    how: str,
) -> Passed:
    """The service may call the function for each of these sources, and nobody else may.

    Args:
        cloud: where.
        name: the function.
        by: the service, such as `sns.amazonaws.com`.
        sources: the ARNs for which it calls; none where the service has none, as Alexa.
        within: what the sources of a statement may be together, with `*`: `arn:aws:execute-api:...:API/*`.
        token: what the service names itself by instead: a skill's id.
        account: whether each statement must name the account too: where the ARN does not, as a bucket's.
        qualifier: the version or alias that is called.
        how: the call that gives the permission, for the advice.

    Raises:
        NotYet: it may not, or others may too.
    """
    for source in sources or ("",):
        if refusal := functions.refusal(cloud, name, by, source_arn=source, token=token, qualifier=qualifier):
            named = f"the source `{source}`" if source else "its token"
            raise NotYet(
                f"AWS would refuse it: {refusal}",
                expected=f"a statement of `{name}` for `{by}` with {named}",
                advice=f"call {how}",
            )
    wanted: dict[str, str | tuple[str, ...]] = {"lambda:EventSourceToken": token} if token else {}
    if sources:
        wanted["aws:SourceArn"] = within or tuple(sources)
    if account:
        wanted["aws:SourceAccount"] = cloud.account
    policy, grant = functions.policy(cloud, name, qualifier), Grant(("*",), ("*",), (policies.service(by),), wanted)
    mine = beyond(policy, grant, of=policies.service(by))
    everybody = [excess for excess in beyond(policy, grant) if excess.kind is Kind.EVERYBODY]
    if excess := next(iter([*everybody, *mine]), None):
        raise _too_wide(cloud, name, by, excess, within or (sources or ("",))[0])
    return Passed(found=f"`{by}` may, for {', '.join(f'`{source}`' for source in sources) or 'its token'}")


def _too_wide(cloud: Cloud, name: str, by: str, excess: Excess, source: str) -> NotYet:
    what = _SOURCES.get(arns.service_of(source), "source") if source else "source"
    remove = f"remove it with `remove_permission(FunctionName='{name}', StatementId='{excess.statement.sid}')`"
    if excess.kind is Kind.ACCOUNT:
        return NotYet(
            f"the permission names the {what} and not its owner",
            expected=f'`SourceAccount="{cloud.account}"`: a deleted {what} can be made again by anybody',
            advice="remove the statement and add it again with SourceAccount",
        )
    found = f"`{name}` may be called by others: {excess.text}"
    if excess.kind is Kind.SOURCE:
        named = excess.statement.values("aws:SourceArn")
        whose = f"other {what}s may" if any(value != "*" for value in named) else f"any {what} of anybody may"
        found = f"{whose} invoke `{name}`: {excess.text}"
    return NotYet(
        found,
        expected=f"`SourceArn={source}` in every statement for `{by}`",
        advice=f"{remove}, and add it with SourceArn",
    )


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
    no_more: Sequence[str] = (),
    how: str,
    trusted: str = "make the role with `service` or a trust policy for it, and use its ARN",
) -> Passed:
    """The service may assume the role, and the role may do what is wanted.

    Args:
        cloud: where.
        role_arn: the role.
        rights: each action with its resources: ARNs, or things with an `arn`, one or several; `*` for any.
        service: who assumes the role.
        no_more: services of which the role must not have any other right, on any other resource: `("s3",)`.
        how: what to do about a missing right.
        trusted: what to do when the service may not assume the role.

    Raises:
        NotYet: it may not, or it may more.
    """
    name = roles.name_of(role_arn)
    expect_trusted(cloud, role_arn, service=service, how=trusted)
    held = roles.rights(cloud, role_arn)
    missing = [
        (action, arn)
        for action, resources in rights.items()
        for arn in arns_of(resources)
        if not held.allow(action, arn)
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
    if no_more:
        grants = [Grant((action,), tuple(arns_of(resources))) for action, resources in rights.items()]
        _expect_no_more(held.policies, grants, no_more)
    return Passed(found=f"`{name}` may {', '.join(rights)}")


def _expect_no_more(rights: Sequence[Policy], wanted: Sequence[Grant], services: Sequence[str]) -> None:
    for excess in beyond(rights, wanted):
        action, resource = excess.request.action, excess.request.resource
        anything = excess.statement.not_actions is not None or "*" in (excess.statement.actions or ())
        if action.partition(":")[0] in services or anything:
            raise NotYet(
                f"the role may `{action}` on `{resource}`, which the function never needs: {excess.text}",
                expected=f"{', '.join(one.actions[0] for one in wanted)}, and no other right of {', '.join(services)}",
                advice="name the actions and the resources instead of `*`: a mistake in the code then stays small",
            )


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
