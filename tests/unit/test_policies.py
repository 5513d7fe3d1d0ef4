"""What a policy allows, as IAM decides.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lambda_workshop.aws.policies import (
    ANYBODY,
    Decision,
    Policy,
    Principal,
    Request,
    account,
    acting_for,
    arn,
    at,
    may,
    parse,
    service,
)

MINE, OTHERS = "123456789012", "999999999999"
FUNCTION = f"arn:aws:lambda:us-east-1:{MINE}:function:invoice"
TOPIC = f"arn:aws:sns:us-east-1:{MINE}:orders"
SNS = service("sns.amazonaws.com")
ROLE = f"arn:aws:iam::{MINE}:role/shop/clerk"


def statement(**elements: Any) -> dict[str, Any]:
    """A statement that lets SNS invoke the function, with these elements instead."""
    whole = {
        "Sid": "s",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": FUNCTION,
        **elements,
    }
    return {name: value for name, value in whole.items() if value is not None}


def policy(*statements: dict[str, Any]) -> Policy:
    """A policy of these statements."""
    return parse(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def decide(*statements: dict[str, Any], who: Principal = SNS, **more: Any) -> Decision:
    """Whether this resource policy lets the caller invoke the function for the topic."""
    context = more.pop("context", acting_for(TOPIC))
    request = Request(more.pop("action", "lambda:InvokeFunction"), more.pop("resource", FUNCTION), who, context)
    return may(request, resource_policy=policy(*statements), **more)


class TestActions:
    @pytest.mark.parametrize(
        "action", ["lambda:InvokeFunction", "lambda:invoke*", "LAMBDA:*", "*", "lambda:Invoke?unction"]
    )
    def test_a_statement_covers_its_action_by_name_and_by_wildcard(self, action: str) -> None:
        assert decide(statement(Action=action)).allowed

    @pytest.mark.parametrize("action", ["lambda:GetFunction", "lambda:InvokeFunctionUrl", "sns:*", "lambda:Invoke", []])
    def test_another_action_is_none(self, action: object) -> None:
        assert not decide(statement(Action=action)).allowed

    def test_the_reason_names_both_actions(self) -> None:
        reason = decide(statement(Action="lambda:GetFunction")).reason
        assert reason == "lets `sns.amazonaws.com` do `lambda:GetFunction`, not `lambda:InvokeFunction`"

    def test_not_action_covers_everything_else(self) -> None:
        assert decide(statement(Action=None, NotAction="lambda:GetFunction")).allowed
        assert not decide(statement(Action=None, NotAction="lambda:Invoke*")).allowed


class TestPrincipals:
    @pytest.mark.parametrize("named", ["*", {"AWS": "*"}, {"Service": ["s3.amazonaws.com", "sns.amazonaws.com"]}])
    def test_a_service_is_covered_by_name_and_with_everybody(self, named: object) -> None:
        assert decide(statement(Principal=named)).allowed

    @pytest.mark.parametrize(
        "named", [{"Service": "s3.amazonaws.com"}, {"AWS": MINE}, {"Service": "*.amazonaws.com"}, {"AWS": TOPIC}]
    )
    def test_another_principal_is_not_the_service(self, named: object) -> None:
        assert not decide(statement(Principal=named)).allowed

    def test_the_reason_names_who_is_let_in(self) -> None:
        found = decide(statement(Principal={"Service": "events.amazonaws.com"})).reason
        assert found == "lets `events.amazonaws.com` invoke it, not `sns.amazonaws.com`"
        assert decide().reason == "lets nobody invoke it, not `sns.amazonaws.com`"

    def test_a_statement_without_principal_lets_nobody_in(self) -> None:
        assert not decide(statement(Principal=None)).allowed

    def test_not_principal_denies_everybody_else(self) -> None:
        deny = statement(Effect="Deny", Principal=None, NotPrincipal={"Service": "s3.amazonaws.com"})
        assert not decide(statement(), deny).allowed
        assert decide(statement(), {**deny, "NotPrincipal": {"Service": "sns.amazonaws.com"}}).allowed

    def test_somebody_without_credentials_is_let_in_by_a_star_alone(self) -> None:
        assert decide(statement(Principal="*"), who=ANYBODY).allowed
        assert not decide(statement(Principal={"AWS": MINE}), who=ANYBODY).allowed

    def test_a_role_is_covered_by_its_name_and_as_a_session(self) -> None:
        session = arn(f"arn:aws:sts::{MINE}:assumed-role/clerk/now")
        assert decide(statement(Principal={"AWS": ROLE}), who=arn(ROLE)).allowed
        assert decide(statement(Principal={"AWS": ROLE}), who=session).allowed
        assert not decide(statement(Principal={"AWS": f"{ROLE}s"}), who=session).allowed

    def test_a_statement_for_an_account_leaves_the_decision_to_its_own_policies(self) -> None:
        allows = policy(statement(Principal=None))
        for named in (MINE, f"arn:aws:iam::{MINE}:root"):
            assert not decide(statement(Principal={"AWS": named}), who=arn(ROLE)).allowed
            assert decide(statement(Principal={"AWS": named}), who=arn(ROLE), identity=[allows]).allowed

    def test_of_two_statements_the_one_that_names_the_role_suffices(self) -> None:
        by_account, by_name = statement(Principal={"AWS": MINE}), statement(Principal={"AWS": ROLE})
        assert decide(by_account, by_name, who=arn(ROLE)).allowed

    def test_another_account_needs_both_policies(self) -> None:
        theirs, allows = arn(f"arn:aws:iam::{OTHERS}:role/x"), policy(statement(Principal=None))
        for named in (OTHERS, theirs.name):
            assert not decide(statement(Principal={"AWS": named}), who=theirs).allowed
            assert decide(statement(Principal={"AWS": named}), who=theirs, identity=[allows]).allowed
        assert not decide(who=theirs, identity=[allows]).allowed
        assert decide(who=arn(ROLE), identity=[allows]).allowed
        assert decide(statement(Principal={"AWS": OTHERS}), who=account(OTHERS)).allowed


class TestResources:
    @pytest.mark.parametrize(
        ("pattern", "fits"),
        [
            (FUNCTION, True),
            (f"{FUNCTION}*", True),
            (FUNCTION.replace("invoice", "inv???e"), True),
            ("*", True),
            (f"{FUNCTION}:*", False),
            (f"{FUNCTION}:live", False),
            (FUNCTION.upper(), False),
            (FUNCTION.replace("invoice", "[ai]nvoice"), False),
        ],
    )
    def test_a_resource_fits_by_wildcard_and_in_its_capitals(self, pattern: str, fits: bool) -> None:
        assert decide(statement(Resource=pattern)).allowed is fits

    def test_a_permission_for_an_alias_is_for_the_alias_alone(self) -> None:
        live = statement(Resource=f"{FUNCTION}:live")
        assert decide(live, resource=f"{FUNCTION}:live").allowed
        assert not decide(live, resource=f"{FUNCTION}:1").allowed
        assert not decide(statement(), resource=f"{FUNCTION}:live").allowed

    def test_not_resource_covers_everything_else(self) -> None:
        assert decide(statement(Resource=None, NotResource=f"{FUNCTION}s")).allowed
        found = decide(statement(Resource=None, NotResource=FUNCTION))
        assert not found.allowed
        assert f"on `everything but {FUNCTION}`, not on `{FUNCTION}`" in found.reason


class TestConditions:
    def test_the_source_that_is_named_may_and_no_other(self) -> None:
        ours = statement(Condition={"ArnLike": {"AWS:SourceArn": TOPIC}})
        assert decide(ours).allowed
        found = decide(ours, context=acting_for(f"{TOPIC}2"))
        assert found.reason == f"lets `sns.amazonaws.com` invoke it for `{TOPIC}`, not for `{TOPIC}2`"
        assert not decide(ours, context={}).allowed

    def test_the_account_of_the_source_counts(self) -> None:
        ours = statement(Condition={"StringEquals": {"aws:SourceAccount": OTHERS}})
        found = decide(ours)
        assert (
            found.reason
            == f"lets `sns.amazonaws.com` invoke it where `aws:SourceAccount` is `{OTHERS}`, and it is `{MINE}`"
        )
        assert decide(ours, context=acting_for("arn:aws:s3:::photos", OTHERS)).allowed

    @pytest.mark.parametrize(
        ("operator", "wanted", "given", "holds"),
        [
            ("StringEquals", "Red", "Red", True),
            ("StringEquals", "Red", "red", False),
            ("StringEquals", "R*", "Red", False),
            ("StringEquals", ["a", "b"], "b", True),
            ("StringNotEquals", ["a", "b"], "b", False),
            ("StringNotEquals", ["a", "b"], "c", True),
            ("StringNotEquals", "a", None, True),
            ("StringEqualsIgnoreCase", "Red", "rED", True),
            ("StringNotEqualsIgnoreCase", "Red", "rED", False),
            ("StringLike", "R*d?", "Redo", True),
            ("StringLike", "r*", "Red", False),
            ("StringNotLike", "R*", "Red", False),
            ("StringEquals", "a", None, False),
            ("StringEqualsIfExists", "a", None, True),
            ("StringEqualsIfExists", "a", "b", False),
            ("stringequals", "a", "a", True),
            ("NumericEquals", 10, "10.0", True),
            ("NumericNotEquals", 10, "11", True),
            ("NumericLessThan", 10, "9.5", True),
            ("NumericLessThan", 10, "ten", False),
            ("NumericLessThanEquals", 10, "10", True),
            ("NumericGreaterThan", 10, "10", False),
            ("NumericGreaterThanEquals", 10, "10", True),
            ("DateEquals", "2026-03-01T00:00:00Z", "1772323200", True),
            ("DateNotEquals", "2026-03-01", "2026-03-02", True),
            ("DateLessThan", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00+02:00", True),
            ("DateLessThanEquals", "2026-03", "2026-03-01", True),
            ("DateGreaterThan", "2026", "2025-12-31", False),
            ("DateGreaterThanEquals", "2026", "2026-01-01", True),
            ("DateGreaterThan", "soon", "2026-01-01", False),
            ("Bool", True, "true", True),
            ("Bool", "false", "true", False),
            ("Bool", "true", None, False),
            ("BoolIfExists", "true", None, True),
            ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
            ("BinaryEquals", "QmluYXJ5", "?", False),
            ("IpAddress", "203.0.113.0/24", "203.0.113.7", True),
            ("IpAddress", "203.0.113.0/24", "203.0.114.7", False),
            ("IpAddress", "2001:db8::/32", "2001:db8::1", True),
            ("NotIpAddress", "203.0.113.0/24", "203.0.113.7", False),
            ("NotIpAddress", "203.0.113.0/24", "nowhere", True),
            ("ArnEquals", TOPIC, TOPIC, True),
            ("ArnEquals", f"arn:aws:sns:*:{MINE}:o*", TOPIC, True),
            ("ArnLike", "arn:aws:sns:*:*:order?", TOPIC, True),
            ("ArnLike", "arn:aws:sns:*", TOPIC, False),
            ("ArnLike", "arn:aws:*:orders", TOPIC, False),
            ("ArnLike", "*", TOPIC, True),
            ("ArnLike", TOPIC.upper(), TOPIC, False),
            ("ArnNotLike", f"arn:aws:sns:us-east-1:{OTHERS}:*", TOPIC, True),
            ("ArnNotEquals", TOPIC, TOPIC, False),
            ("ArnNotEquals", TOPIC, None, True),
            ("Null", "true", None, True),
            ("Null", True, "here", False),
            ("Null", "false", "here", True),
            ("ForAnyValue:StringEquals", ["a", "b"], ("c", "b"), True),
            ("ForAnyValue:StringEquals", ["a", "b"], ("c", "d"), False),
            ("ForAnyValue:StringEquals", "a", None, False),
            ("ForAnyValue:StringNotEquals", ["a", "b"], ("a", "c"), True),
            ("ForAnyValue:StringNotEquals", ["a", "b"], ("a", "b"), False),
            ("ForAllValues:StringEquals", ["a", "b"], ("a", "b", "a"), True),
            ("ForAllValues:StringEquals", ["a", "b"], ("a", "c"), False),
            ("ForAllValues:StringEquals", "a", None, True),
            ("ForAllValues:StringNotLike", ["a*"], ("b", "c"), True),
            ("ForAnyValue:StringLikeIfExists", "a*", None, True),
        ],
    )  # fmt: skip
    def test_an_operator_compares_as_its_page_says(
        self, operator: str, wanted: object, given: Any, holds: bool
    ) -> None:
        context = {} if given is None else {"service:Key": given}
        assert decide(statement(Condition={operator: {"Service:KEY": wanted}}), context=context).allowed is holds

    def test_every_condition_has_to_hold(self) -> None:
        both = {"ArnLike": {"aws:SourceArn": TOPIC}, "StringEquals": {"aws:SourceAccount": OTHERS, "aws:x": "y"}}
        assert not decide(statement(Condition=both)).allowed
        assert decide(statement(Condition=both), context={**acting_for(TOPIC, OTHERS), "AWS:X": "y"}).allowed

    def test_who_asks_is_known_by_itself(self) -> None:
        its = {"Bool": {"aws:PrincipalIsAWSService": "true"}, "StringLike": {"aws:PrincipalServiceName": "sns.*"}}
        assert decide(statement(Principal="*", Condition=its)).allowed
        mine = {"StringEquals": {"aws:PrincipalAccount": MINE}, "ArnLike": {"aws:PrincipalArn": ROLE}}
        assert decide(statement(Principal="*", Condition=mine), who=arn(ROLE)).allowed
        assert not decide(statement(Principal="*", Condition=mine)).allowed

    def test_the_time_is_what_the_caller_says(self) -> None:
        until = statement(Condition={"DateLessThan": {"aws:CurrentTime": "2026-06-30T23:59:59Z"}})
        assert decide(until, context=at(datetime(2026, 6, 30, tzinfo=UTC))).allowed
        assert not decide(until, context=at(datetime(2026, 7, 1, tzinfo=UTC))).allowed
        assert not decide(until).allowed


class TestVariables:
    @pytest.mark.parametrize(
        ("pattern", "team", "holds"),
        [
            ("${aws:PrincipalTag/team}-*", "red", True),
            ("${aws:principaltag/TEAM}-*", "blue", False),
            ("${aws:PrincipalTag/team}-*", None, False),
            ("${aws:PrincipalTag/team, 'red'}-*", None, True),
            ("${aws:PrincipalTag/team}", "*", False),
            ("red-${*}", "red", False),
        ],
    )
    def test_a_variable_is_put_in_and_never_a_wildcard(self, pattern: str, team: str | None, holds: bool) -> None:
        context = {"aws:PrincipalTag/team": team} if team else {}
        request = Request("s3:GetObject", "red-photos", None, context)
        allows = {"Effect": "Allow", "Action": "s3:*", "Resource": pattern}
        assert may(request, identity=[policy(allows)]).allowed is holds

    def test_before_2012_a_variable_is_plain_text(self) -> None:
        old = parse({"Version": "2008-10-17", "Statement": [statement(Resource="${aws:PrincipalAccount}")]})
        request = Request("lambda:InvokeFunction", "${aws:PrincipalAccount}", SNS)
        assert may(request, resource_policy=old).allowed


class TestOrder:
    def test_a_deny_wins_wherever_it_stands(self) -> None:
        deny = statement(Sid="never", Effect="Deny", Principal="*", Action="lambda:*")
        for both in ((statement(), deny), (deny, statement())):
            found = decide(*both)
            assert not found.allowed
            assert found.reason == "denies `sns.amazonaws.com` `lambda:InvokeFunction` in its statement `never`"
        assert not decide(
            statement(), who=arn(ROLE), identity=[policy(statement(Principal=None, Effect="Deny"))]
        ).allowed

    def test_a_deny_that_is_about_something_else_changes_nothing(self) -> None:
        assert decide(statement(), statement(Effect="Deny", Action="lambda:GetFunction")).allowed

    def test_a_boundary_limits_and_allows_nothing_by_itself(self) -> None:
        request = Request("s3:GetObject", "arn:aws:s3:::b/k")
        allows = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
        reads = policy({"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"})
        assert may(request, identity=[allows], boundary=reads).allowed
        assert not may(Request("s3:PutObject", request.resource), identity=[allows], boundary=reads).allowed
        assert not may(request, boundary=allows).allowed

    def test_a_boundary_limits_a_role_that_the_resource_names_and_not_a_user(self) -> None:
        nothing, user = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}), f"arn:aws:iam::{MINE}:user/ana"
        assert not decide(statement(Principal={"AWS": ROLE}), who=arn(ROLE), boundary=nothing).allowed
        assert decide(statement(Principal={"AWS": user}), who=arn(user), boundary=nothing).allowed


class TestTrust:
    def trust(self, **principal: str) -> Policy:
        return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})

    def test_a_role_is_assumed_by_whom_its_trust_policy_names(self) -> None:
        trust = self.trust(Service="lambda.amazonaws.com")
        for name, may_assume in (("lambda.amazonaws.com", True), ("edgelambda.amazonaws.com", False)):
            found = may(Request("sts:AssumeRole", ROLE, service(name)), resource_policy=trust)
            assert found.allowed is may_assume

    def test_rights_of_ones_own_do_not_replace_the_trust_policy(self) -> None:
        assumes = policy({"Effect": "Allow", "Action": "sts:*", "Resource": "*"})
        clerk = Request("sts:AssumeRole", ROLE, arn(f"arn:aws:iam::{MINE}:role/other"))
        assert not may(clerk, resource_policy=self.trust(Service="lambda.amazonaws.com"), identity=[assumes]).allowed
        by_account = self.trust(AWS=MINE)
        assert may(clerk, resource_policy=by_account, identity=[assumes]).allowed
        assert not may(clerk, resource_policy=by_account).allowed


class TestDocuments:
    @pytest.mark.parametrize(
        ("document", "problem"),
        [
            ("{", "not JSON"),
            ('{"Statement": "x"}', "no list of statements"),
            ({"Statement": ["x"]}, "not an object"),
            ({"Statement": statement(Effect="allow")}, "the effect `allow`"),
            ({"Statement": statement(Action=None)}, "no Action"),
            ({"Statement": statement(NotResource="*")}, "both Resource and NotResource"),
            ({"Statement": statement(Principal="sns.amazonaws.com")}, "neither `*` nor one of"),
            ({"Statement": statement(Condition={"Equals": {"a": "b"}})}, "operator `Equals`"),
            ({"Statement": statement(Condition={"NullIfExists": {"a": "b"}})}, "operator `NullIfExists`"),
            ({"Statement": statement(Condition=["x"])}, "not an object of operators"),
        ],
    )
    def test_a_document_that_aws_refuses_allows_nothing_and_says_why(self, document: object, problem: str) -> None:
        found = parse(document)
        assert problem in found.problem
        decision = may(Request("lambda:InvokeFunction", FUNCTION, SNS), resource_policy=found)
        assert not decision.allowed
        assert decision.reason == f"is not one that AWS takes: {found.problem}"

    @pytest.mark.parametrize("document", [None, "", {}, {"Statement": []}, []])
    def test_no_policy_is_an_empty_one(self, document: object) -> None:
        assert parse(document) == Policy()

    def test_a_single_statement_and_a_list_are_documents_too(self) -> None:
        assert parse(statement()).statements == parse([statement()]).statements == policy(statement()).statements
