"""What a policy allows: one evaluator for resource policies, identity policies and trust policies.

May this one? A `Request` says who wants what, of which resource, and with which condition keys:

    policy = parse(lam.get_policy(FunctionName="invoice")["Policy"])
    request = Request(
        "lambda:InvokeFunction", function_arn, service("sns.amazonaws.com"), acting_for(topic_arn)
    )
    decision = may(request, resource_policy=policy)
    decision.allowed                                    # True or False
    decision.reason                                     # why not, as half a sentence that names what was found

A role's rights, and whom it trusts:

    may(Request("sqs:SendMessage", queue_arn), identity=policies_of_the_role, boundary=None)
    may(Request("sts:AssumeRole", role_arn, service("lambda.amazonaws.com")), resource_policy=trust_policy)

May anybody else? A `Grant` says what is wanted, with wildcards; `beyond` names each statement that allows more, by a
request which it allows and nobody wanted:

    wanted = Grant(("lambda:InvokeFunction",), (function_arn,), (service("sns.amazonaws.com"),), acting_for(topic_arn))
    for excess in beyond(policy, wanted):
        excess.kind, excess.statement.sid, excess.text  # SOURCE, "all", "the statement `all` names no source: ..."
    beyond(policy, wanted, of=service("sns.amazonaws.com"))           # of this principal alone, whoever else may

Both take an explicit Deny before any Allow. A document that AWS would refuse allows nothing; its `problem` says why.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from lambda_workshop.aws.policies.breadth import Excess, Grant, Kind, beyond
from lambda_workshop.aws.policies.decision import Decision, may
from lambda_workshop.aws.policies.documents import Condition, Policy, Statement, parse
from lambda_workshop.aws.policies.managed import managed
from lambda_workshop.aws.policies.principals import ANYBODY, Principal, account, arn, service
from lambda_workshop.aws.policies.requests import Request, acting_for, at

__all__ = [
    "ANYBODY",
    "Condition",
    "Decision",
    "Excess",
    "Grant",
    "Kind",
    "Policy",
    "Principal",
    "Request",
    "Statement",
    "account",
    "acting_for",
    "arn",
    "at",
    "beyond",
    "managed",
    "may",
    "parse",
    "service",
]
