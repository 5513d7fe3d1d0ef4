"""May anybody else? What a policy allows beyond what is wanted."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_workshop.aws.policies import Grant, Kind, Principal, Request, acting_for, beyond, may, parse, service

hypothesis = pytest.importorskip("hypothesis", reason="`make test` installs it")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

MINE, OTHERS = "123456789012", "999999999999"
FUNCTION = f"arn:aws:lambda:us-east-1:{MINE}:function:invoice"
TOPIC, BUCKET = f"arn:aws:sns:us-east-1:{MINE}:orders", "arn:aws:s3:::photos"
SNS, INVOKE = service("sns.amazonaws.com"), "lambda:InvokeFunction"
FOR_TOPIC = {"ArnLike": {"AWS:SourceArn": TOPIC}}


def statement(**elements: Any) -> dict[str, Any]:
    """A statement that lets SNS invoke the function, with these elements instead."""
    whole = {
        "Sid": "s",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": INVOKE,
        "Resource": FUNCTION,
        **elements,
    }
    return {name: value for name, value in whole.items() if value is not None}


def wanted(source: str = TOPIC) -> Grant:
    """SNS may invoke the function, for this source of this account."""
    return Grant((INVOKE,), (FUNCTION,), (SNS,), acting_for(source, MINE))


def kinds(*statements: dict[str, Any], source: str = TOPIC, of: Principal | None = None) -> list[Kind]:
    """In what the policy is wider than wanted."""
    return [excess.kind for excess in beyond(parse({"Statement": list(statements)}), wanted(source), of=of)]


def test_a_permission_for_the_topic_is_no_wider_than_wanted() -> None:
    assert kinds(statement(Condition=FOR_TOPIC)) == []
    assert kinds(statement(Condition={"StringEquals": {"aws:SourceArn": [TOPIC]}})) == []
    assert kinds(statement(Condition={**FOR_TOPIC, "StringEquals": {"aws:SourceAccount": MINE}})) == []


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"ArnLike": {"AWS:SourceArn": f"{TOPIC}*"}},
        {"ArnLike": {"AWS:SourceArn": "arn:aws:sns:*:*:orders"}},
        {"StringEquals": {"aws:SourceArn": [TOPIC, f"{TOPIC}-2"]}},
        {"StringEquals": {"aws:SourceAccount": MINE}},
        {"StringEquals": {"aws:SourceAccount": OTHERS}},
        {"ArnLikeIfExists": {"AWS:SourceArn": "*"}},
        {"ArnNotLike": {"AWS:SourceArn": f"{TOPIC}-2"}},
    ],
)
def test_a_permission_for_other_sources_too_is_seen(condition: object) -> None:
    assert kinds(statement(Condition=condition)) == [Kind.SOURCE]


def test_a_bucket_without_its_owner_is_any_accounts() -> None:
    for_bucket = {"ArnLike": {"AWS:SourceArn": BUCKET}}
    assert kinds(statement(Condition=for_bucket), source=BUCKET) == [Kind.ACCOUNT]
    assert kinds(statement(Condition={**for_bucket, "StringEquals": {"aws:SourceAccount": MINE}}), source=BUCKET) == []


def test_other_principals_are_seen_unless_only_one_is_asked_for() -> None:
    another = statement(Principal={"Service": "events.amazonaws.com"})
    assert kinds(statement(Condition=FOR_TOPIC), another) == [Kind.PRINCIPAL]
    assert kinds(statement(Condition=FOR_TOPIC), another, of=SNS) == []


@pytest.mark.parametrize("everybody", ["*", {"AWS": "*"}])
def test_everybody_is_more_than_the_service(everybody: object) -> None:
    assert kinds(statement(Principal=everybody, Condition=FOR_TOPIC)) == [Kind.EVERYBODY]
    assert kinds(statement(Principal=everybody)) == [Kind.EVERYBODY, Kind.SOURCE]
    assert kinds(statement(Principal=None, NotPrincipal={"Service": "s3.amazonaws.com"})) == [
        Kind.EVERYBODY,
        Kind.SOURCE,
    ]


def test_other_actions_and_resources_are_seen() -> None:
    assert kinds(statement(Condition=FOR_TOPIC, Action="lambda:*")) == [Kind.ACTION]
    assert kinds(statement(Condition=FOR_TOPIC, Action=None, NotAction="sns:*")) == [Kind.ACTION]
    assert kinds(statement(Condition=FOR_TOPIC, Resource=f"{FUNCTION}*")) == [Kind.RESOURCE]


def test_what_a_deny_takes_back_is_no_excess() -> None:
    others = {"ArnNotLike": {"aws:SourceArn": TOPIC}}
    assert kinds(statement(), statement(Effect="Deny", Principal="*", Condition=others)) == []
    assert kinds(statement(), statement(Effect="Deny", Condition={"ArnLike": {"aws:SourceArn": f"{TOPIC}-2"}})) == [
        Kind.SOURCE
    ]


def test_a_skill_without_its_id_is_everybodys() -> None:
    alexa = service("alexa-appkit.amazon.com")
    grant = Grant((INVOKE,), (FUNCTION,), (alexa,), {"lambda:EventSourceToken": "amzn1.ask.skill.1"})
    its = {"Principal": {"Service": alexa.name}}
    found = beyond(parse([statement(**its)]), grant)
    assert [(one.kind, one.text) for one in found] == [
        (Kind.CONDITION, "the statement `s` does not name `lambda:EventSourceToken`")
    ]
    token = {"StringEquals": {"lambda:EventSourceToken": "amzn1.ask.skill.1"}}
    assert beyond(parse([statement(**its, Condition=token)]), grant) == []


def test_the_sentences_name_what_is_too_much() -> None:
    texts = [
        statement(Principal="*"),
        statement(Principal={"Service": "s3.amazonaws.com"}),
        statement(Condition={"ArnLike": {"AWS:SourceArn": "arn:aws:sns:*:*:orders"}}),
        statement(Condition={"StringEquals": {"aws:SourceAccount": MINE}}),
        statement(Condition=FOR_TOPIC, Action="lambda:*", Sid=None),
    ]
    found = [excess.text for one in texts for excess in beyond(parse([one]), wanted())]
    assert found == [
        "the statement `s` lets everybody in",
        "the statement `s` names no source: it takes events of anybody",
        "the statement `s` lets `s3.amazonaws.com` in",
        "the statement `s` takes events of `arn:aws:sns:*:*:orders`",
        f"the statement `s` names no source: it takes events of all of {MINE}",
        "a statement allows `lambda:*`",
    ]


class TestRoles:
    READS = Grant(("s3:GetObject",), ("arn:aws:s3:::b/photos/*",))
    WRITES = Grant(("s3:PutObject",), ("arn:aws:s3:::b/thumbnails/*",))

    def excess(self, *statements: dict[str, Any]) -> list[tuple[Kind, str, str]]:
        policies = [parse({"Statement": {"Effect": "Allow", **one}}) for one in statements]
        found = beyond(policies, [self.READS, self.WRITES])
        return [(one.kind, one.request.action, one.request.resource) for one in found]

    def test_one_statement_for_each_right_is_no_wider(self) -> None:
        reads = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/photos/*"}
        writes = {"Action": ["s3:PutObject"], "Resource": "arn:aws:s3:::b/thumbnails/*"}
        assert self.excess(reads, writes) == []
        assert self.excess({**reads, "Resource": "arn:aws:s3:::b/photos/cats/*"}, writes) == []

    def test_both_actions_on_both_resources_are_two_rights_too_many(self) -> None:
        both = {
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": ["arn:aws:s3:::b/photos/*", "arn:aws:s3:::b/thumbnails/*"],
        }
        assert self.excess(both) == [
            (Kind.ACTION, "s3:PutObject", "arn:aws:s3:::b/photos/anything-else"),
            (Kind.RESOURCE, "s3:GetObject", "arn:aws:s3:::b/thumbnails/anything-else"),
        ]

    @pytest.mark.parametrize("resource", ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::*/photos/*", "arn:aws:s3:::b/photos*"])
    def test_a_resource_that_covers_more_is_seen(self, resource: str) -> None:
        assert Kind.RESOURCE in [kind for kind, _, _ in self.excess({"Action": "s3:GetObject", "Resource": resource})]


ACTIONS = ["lambda:InvokeFunction", "lambda:GetFunction"]
SOURCES = [TOPIC, f"{TOPIC}-2", TOPIC.replace(MINE, OTHERS)]
SERVICES = [{"Service": "sns.amazonaws.com"}, {"Service": "s3.amazonaws.com"}, "*"]
conditions = st.dictionaries(
    st.sampled_from(["ArnLike", "ArnNotLike", "StringEquals", "StringLikeIfExists"]),
    st.dictionaries(
        st.sampled_from(["aws:SourceArn"]),
        st.lists(st.sampled_from([*SOURCES, f"{TOPIC}*", "arn:aws:sns:*:*:*"]), min_size=1, max_size=2),
        max_size=1,
    ),
    max_size=2,
)
statements = st.builds(
    lambda **elements: statement(**elements),
    Effect=st.sampled_from(["Allow", "Allow", "Deny"]),
    Principal=st.sampled_from(SERVICES),
    Action=st.lists(st.sampled_from([*ACTIONS, "lambda:Invoke*", "*"]), min_size=1, max_size=2),
    Resource=st.sampled_from([FUNCTION, f"{FUNCTION}*", "*"]),
    Condition=conditions,
)
requests = st.builds(
    lambda action, resource, who, source: Request(action, resource, service(who), acting_for(source)),
    st.sampled_from(ACTIONS),
    st.sampled_from([FUNCTION, f"{FUNCTION}2"]),
    st.sampled_from(["sns.amazonaws.com", "s3.amazonaws.com"]),
    st.sampled_from(SOURCES),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(statements, max_size=3), st.lists(requests, min_size=20, max_size=40))
def test_where_nothing_is_beyond_no_other_request_is_allowed(documents: list[Any], asked: list[Request]) -> None:
    policy = parse({"Statement": documents})
    excess = beyond(policy, wanted())
    for one in excess:
        assert not wanted().covers(one.request)
    others = [one for one in asked if may(one, resource_policy=policy).allowed and not wanted().covers(one)]
    assert excess or not others, others
