"""May anybody else? What a policy allows beyond what is wanted, each time with a request that nobody wanted.

The statements are not compared with a list of mistakes: from what each names, requests are made that it is about, and
asked of the whole policy. What a Deny takes back is therefore no excess, and a wildcard that covers one name more is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, TypeVar

from lambda_workshop.aws import arns, wildcards
from lambda_workshop.aws.policies import conditions
from lambda_workshop.aws.policies.decision import lets, may
from lambda_workshop.aws.policies.documents import Policy, Statement
from lambda_workshop.aws.policies.matching import action_fits, resource_fits
from lambda_workshop.aws.policies.principals import ANYBODY, Principal, names
from lambda_workshop.aws.policies.requests import Context, Request, Value

_T = TypeVar("_T")
_COMBINATIONS = 20_000
"""The most requests that are tried for one statement: a fifth of a second."""
_STRANGER = "999999999999"
_ELSE = "anything-else"
_SOURCE, _ACCOUNT = "aws:sourcearn", "aws:sourceaccount"
_TYPICAL = (_ELSE, "true", "false", "0", "999999999", "1970-01-02", "2999-01-01", "203.0.113.9")
"""A value for each type of condition, from both ends of its range."""


class Kind(Enum):
    """In what a statement is wider than wanted."""

    EVERYBODY = "everybody"
    PRINCIPAL = "principal"
    ACTION = "action"
    RESOURCE = "resource"
    SOURCE = "source"
    ACCOUNT = "account"
    CONDITION = "condition"


@dataclass(frozen=True)
class Grant:
    """What is wanted; each text may have wildcards, and one of several must fit.

    No principals: the policies are a role's own. A key in `context` that is left out may have any value.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    principals: tuple[Principal, ...] = ()
    context: Context = field(default_factory=dict)

    def covers(self, request: Request) -> bool:
        """Whether the request is one of those that are wanted."""
        return (
            (not self.principals or request.principal in self.principals)
            and _fits(self.actions, request.action, ignore_case=True)
            and _fits(self.resources, request.resource)
            and all(_fits(_listed(wanted), *_listed(request.value(key))) for key, wanted in self.context.items())
        )


@dataclass(frozen=True)
class Excess:
    """One thing too much: the statement, a request that it allows and nobody wanted, and a sentence."""

    kind: Kind
    statement: Statement
    request: Request
    text: str


def beyond(
    policies: Policy | Sequence[Policy], wanted: Grant | Sequence[Grant], *, of: Principal | None = None
) -> list[Excess]:
    """What the policies allow and nobody wants; empty when they allow nothing else.

    Args:
        policies: the policy of a resource, or all policies of a role.
        wanted: what is wanted. Where a grant names principals, the policies are judged as a resource's.
        of: look only at what this principal may, whoever else is let in.
    """
    asked = [policies] if isinstance(policies, Policy) else list(policies)
    grants = [wanted] if isinstance(wanted, Grant) else list(wanted)
    return [
        excess
        for policy in asked
        for statement in policy
        if statement.effect == "Allow"
        for excess in _of_statement(statement, asked, grants, of)
    ]


def _of_statement(
    statement: Statement, policies: Sequence[Policy], grants: Sequence[Grant], of: Principal | None
) -> Iterator[Excess]:
    of_resource = any(grant.principals for grant in grants)

    def excessive(request: Request) -> bool:
        if any(grant.covers(request) for grant in grants):
            return False
        if not of_resource:
            return may(request, identity=policies).allowed
        return any(lets(policy, request) for policy in policies)

    # A Deny may take back what strays in one way and not in two: then every combination is tried.
    denies = any(one.effect == "Deny" for policy in policies for one in policy)
    seen: set[tuple[Kind, str]] = set()
    for grant in grants:
        for request in _requests(statement, grant, grants, of, every=denies):
            way = _strays(request, grant, statement)
            if way is not None and way not in seen and excessive(request):
                seen.add(way)
                yield Excess(way[0], statement, request, _sentence(*way, statement, request))


def _requests(
    statement: Statement, grant: Grant, grants: Sequence[Grant], of: Principal | None, *, every: bool
) -> Iterator[Request]:
    """Requests that the statement is about: as near to the grant as can be, then with one thing different each."""
    parts: tuple[list[Any], ...] = (
        _distinct(one for one in _actions(statement, grant, grants) if action_fits(statement, one)),
        _distinct(one for one in _resources(statement, grant, grants) if resource_fits(statement, one, None)),
        _distinct(_principals(statement, grant, of)),
        _contexts(statement, grant),
    )
    if not all(parts):
        return
    if every:
        yield from itertools.starmap(Request, itertools.islice(itertools.product(*parts), _COMBINATIONS))
        return
    near = [part[0] for part in parts]
    for number, part in enumerate(parts):
        yield from itertools.starmap(Request, ([*near[:number], other, *near[number + 1 :]] for other in part))


def _strays(request: Request, grant: Grant, statement: Statement) -> tuple[Kind, str] | None:
    """In what the request is another than the wanted ones, and the condition key where it is that."""
    if grant.principals and request.principal not in grant.principals:
        named = statement.principals or ()
        is_open = statement.not_principals is not None or any(one.is_everybody for one in named)
        return (Kind.EVERYBODY if is_open else Kind.PRINCIPAL), ""
    if not _fits(grant.actions, request.action, ignore_case=True):
        return Kind.ACTION, ""
    if not _fits(grant.resources, request.resource):
        return Kind.RESOURCE, ""
    for key, wanted in grant.context.items():
        if not _fits(_listed(wanted), *_listed(request.value(key))):
            return {_SOURCE: Kind.SOURCE, _ACCOUNT: Kind.ACCOUNT}.get(key.lower(), Kind.CONDITION), key
    return None


def _principals(statement: Statement, grant: Grant, of: Principal | None) -> list[Principal | None]:
    """Those whom the statement lets in: the wanted ones first. A role's own policies name nobody."""
    if not grant.principals:
        return [None]
    named = [ANYBODY if one.is_everybody else one for one in statement.principals or ()]
    every = [of] if of else [*grant.principals, *named, ANYBODY]
    if statement.not_principals is not None:
        return [one for one in every if not names(statement.not_principals, one)]
    return [one for one in every if names(statement.principals or (), one)]


def _actions(statement: Statement, grant: Grant, grants: Sequence[Grant]) -> list[str]:
    wanted = [*grant.actions, *(action for other in grants for action in other.actions)]
    own = [*(statement.actions or ()), f"iam:{_ELSE}"]
    return [sample for pattern in (*wanted, *own) for sample in _samples(pattern)]


def _resources(statement: Statement, grant: Grant, grants: Sequence[Grant]) -> list[str]:
    wanted = [*grant.resources, *(resource for other in grants for resource in other.resources)]
    if statement.resources is None and statement.not_resources is None:
        return _samples(wanted[0])
    own = [*(statement.resources or ()), *(foreign for one in wanted for foreign in _foreign(one)), _ELSE]
    return [sample for pattern in (*wanted, *own) for sample in _samples(pattern)]


def _contexts(statement: Statement, grant: Grant) -> list[dict[str, Value]]:
    """Condition keys that the statement takes: as wanted where it can be, then with one thing different each."""
    keys = {key.lower(): key for key in (*(one.key for one in statement.conditions), *grant.context)}
    ways: list[tuple[tuple[str, ...], list[dict[str, Value]]]] = []
    if keys.keys() & {_SOURCE, _ACCOUNT}:
        ways.append(((_SOURCE, _ACCOUNT), _sources(statement, grant)))
    ways += [((key,), _values(statement, grant, key)) for key in keys if key not in (_SOURCE, _ACCOUNT)]
    fitting = [[one for one in values if _takes(statement, which, one)] for which, values in ways]
    if not all(fitting):
        return []
    near = {key: value for values in fitting for key, value in values[0].items()}
    strays = []
    for (which, _values_of), values in zip(ways, fitting, strict=True):
        others = {key: value for key, value in near.items() if key not in which}
        strays += [others | one for one in values[1:]]
    return [one for number, one in enumerate([near, *strays]) if one not in [near, *strays][:number]]


def _takes(statement: Statement, which: Sequence[str], context: Mapping[str, Value]) -> bool:
    """Whether the statement's conditions on these keys are met."""
    return all(
        conditions.holds(one.operator, one.values, context.get(one.key.lower()), None)
        for one in statement.conditions
        if one.key.lower() in which
    )


def _values(statement: Statement, grant: Grant, key: str) -> list[dict[str, Value]]:
    """What a key may be: as wanted, as the statement says, something else, and absent."""
    wanted = [value for name, values in grant.context.items() if name.lower() == key for value in _listed(values)]
    own = statement.values(key)
    # The part before the slash is an address of a network.
    every = [*wanted, *own, *(value.partition("/")[0] for value in own), *_TYPICAL]
    found: list[dict[str, Value]] = [{key: sample} for pattern in every for sample in _samples(pattern)]
    return [*found, {}]


def _sources(statement: Statement, grant: Grant) -> list[dict[str, Value]]:
    """The resource that a service acts for, with its owner: an ARN with an account has that one and no other."""
    asked = {name.lower(): _listed(values) for name, values in grant.context.items()}
    wanted = asked.get(_SOURCE, ())
    accounts = [*asked.get(_ACCOUNT, ()), *statement.values(_ACCOUNT), _STRANGER]
    own = statement.values(_SOURCE)
    sources = [*wanted, *own, *(foreign for one in wanted for foreign in _foreign(one, *accounts))]
    found: list[dict[str, Value]] = []
    for source in [sample for pattern in sources for sample in _samples(pattern)]:
        owner = arns.account_of(source)
        found += [{_SOURCE: source, _ACCOUNT: account} for account in ([owner] if owner else accounts)]
    if not wanted:
        found += [{_ACCOUNT: account} for account in accounts]
    return [*found, {}]


def _samples(pattern: str) -> list[str]:
    """Texts that fit a pattern: with nothing for its stars, and with something that nobody thought of."""
    if "*" not in pattern and "?" not in pattern:
        return [pattern]
    parts = [_STRANGER if part == "*" and number == 4 else part for number, part in enumerate(pattern.split(":", 5))]
    filled = ":".join(parts).replace("?", "x")
    return [filled.replace("*", _ELSE), filled.replace("*", "")]


def _foreign(pattern: str, *accounts: str) -> list[str]:
    """The like of it that belongs to somebody else: another resource of the account, and other accounts' ones."""
    parsed = arns.parse(pattern)
    if parsed is None:
        return [_ELSE]
    elsewhere = (replace(parsed, account=account) for account in accounts if parsed.account)
    return [str(one) for one in (replace(parsed, resource=_ELSE), *elsewhere)]


def _distinct(listed: Iterable[_T]) -> list[_T]:
    return list(dict.fromkeys(listed))


def _sentence(kind: Kind, key: str, statement: Statement, request: Request) -> str:
    label = statement.label
    if kind is Kind.EVERYBODY:
        return f"{label} lets everybody in"
    if kind is Kind.PRINCIPAL:
        return f"{label} lets `{request.principal.name if request.principal else ''}` in"
    if kind is Kind.ACTION:
        return f"{label} allows {_named(statement.actions, statement.not_actions)}"
    if kind is Kind.RESOURCE:
        return f"{label} reaches {_named(statement.resources, statement.not_resources)}"
    named = ", ".join(f"`{value}`" for value in statement.values(key))
    if kind is Kind.SOURCE and not named:
        account = statement.condition(_ACCOUNT)
        return f"{label} names no source: it takes events of {f'all of {account}' if account else 'anybody'}"
    if kind is Kind.SOURCE:
        return f"{label} takes events of {named}"
    what = "the account of the source" if kind is Kind.ACCOUNT else f"`{key}`"
    return f"{label} takes {named} for {what}" if named else f"{label} does not name {what}"


def _named(listed: Sequence[str] | None, excepted: Sequence[str] | None) -> str:
    quoted = ", ".join(f"`{one}`" for one in excepted or listed or ("*",))
    return f"everything but {quoted}" if excepted else quoted


def _listed(value: Value | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else value


def _fits(patterns: Sequence[str], *texts: str, ignore_case: bool = False) -> bool:
    return any(wildcards.matches(one, text, ignore_case=ignore_case) for text in texts for one in patterns)
