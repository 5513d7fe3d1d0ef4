"""CreateDistribution and UpdateDistribution look at the Lambda functions of a distribution before they take it.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistribution.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lambda_workshop.aws.edge.associations import (
    REFUSED,
    SERVICES,
    Association,
    problem_of_arn,
    problem_of_function,
    problem_of_set,
)
from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.emulator.fallback import cloudfront, iam, lambda_functions, request_context
from lambda_workshop.emulator.services import rights

REPLICATOR = "replicator.lambda.amazonaws.com"
_STATEMENT = "replicator-lambda-GetFunction"
NOT_SERVED = (
    "This distribution has Lambda@Edge functions, and they do not run at this address. Open it with "
    "lambda_workshop.simulators.edge: serve(Edge.of(session, id))."
)
Handler = Callable[..., Any]


def create(original: Handler) -> Handler:
    """Wrap `cloudfront._create_distribution`: 400 for functions that CloudFront does not take, 409 for a caller
    reference that is in use."""

    def create_distribution(headers: dict[str, str], body: bytes) -> Any:
        config = cloudfront.config_in(body)
        if config is None:
            return original(headers, body)
        if refusal := refusal_of(config):
            return cloudfront.error(*refusal)
        reference = cloudfront.text(config, "CallerReference")
        known = cloudfront.distributions().values()
        if reference and any(item.get("CallerReference") == reference for item in known):
            message = "The caller reference that you are using to create a distribution is associated with another one."
            return cloudfront.error("DistributionAlreadyExists", message, 409)
        return _replicated(original(headers, body), config)

    return create_distribution


def update(original: Handler) -> Handler:
    """Wrap `cloudfront._update_distribution` likewise."""

    def update_distribution(distribution: str, headers: dict[str, str], body: bytes) -> Any:
        config = cloudfront.config_in(body) if distribution in cloudfront.distributions() else None
        if config is None:
            return original(distribution, headers, body)
        if refusal := refusal_of(config):
            return cloudfront.error(*refusal)
        return _replicated(original(distribution, headers, body), config)

    return update_distribution


def serve(original: Handler) -> Handler:
    """Wrap `cloudfront.handle_viewer_request`: a distribution with Lambda functions is not served without them."""

    async def handle_viewer_request(distribution: dict[str, Any], *rest: Any, **options: Any) -> Any:
        config = cloudfront.config_of(distribution)
        if any(_associations(behaviour) for behaviour in _behaviours(config)):
            return cloudfront.page(501, NOT_SERVED)
        return await original(distribution, *rest, **options)

    return handle_viewer_request


def refusal_of(config: Any) -> tuple[str, str, int] | None:
    """Code, message and status with which CloudFront refuses this DistributionConfig (an element); None for none."""
    for behaviour in _behaviours(config):
        try:
            associations = _associations(behaviour)
        except ValueError:
            return "InvalidArgument", "The parameter EventType is not valid.", 400
        functions = [_text(item, "EventType") for item in _items(behaviour, "FunctionAssociations")]
        if problem := problem_of_set(associations, functions):
            return "InvalidArgument", problem, 400
        for association in associations:
            if problem := _problem(association):
                return REFUSED, problem, 400
    return None


def _problem(association: Association) -> str:
    if problem := problem_of_arn(association.function):
        return problem
    configuration = _configuration(association)
    trusted = _trusted(str(configuration["Role"])) if configuration else set()
    return problem_of_function(association, configuration, trusted)


def _configuration(association: Association) -> dict[str, Any] | None:
    record = _record(association)
    version = record["versions"].get(association.version) if record else None
    return dict(version["config"]) if version else None


def _record(association: Association) -> dict[str, Any] | None:
    _arn, _aws, _lambda, region, account = association.function.split(":")[:5]
    if account != request_context.account():
        return None
    return lambda_functions.functions().get_scoped(account, region, association.name)


def _trusted(role_arn: str) -> set[str]:
    role = iam.roles().get(role_arn.rsplit("/", 1)[-1])
    trust = role["AssumeRolePolicyDocument"] if role else None
    return {service for service in SERVICES if rights.service_may(trust, service, "sts:AssumeRole", role_arn)}


def _replicated(answer: Any, config: Any) -> Any:
    """The answer; when it is good, the replicator may read every function of the distribution from now on."""
    if answer[0] >= 300:
        return answer
    for behaviour in _behaviours(config):
        for association in _associations(behaviour):
            if record := _record(association):
                _let_replicate(record, association.function)
    return answer


def _let_replicate(record: dict[str, Any], arn: str) -> None:
    known = record["policy"]["Statement"]
    if any(item.get("Sid") == _STATEMENT and item.get("Resource") == arn for item in known):
        return
    statement = {
        "Sid": _STATEMENT,
        "Effect": "Allow",
        "Principal": {"Service": REPLICATOR},
        "Action": "lambda:GetFunction",
        "Resource": arn,
    }
    # A new list, not an append: other threads read the policy while they decide.
    record["policy"]["Statement"] = [*known, statement]


def _behaviours(config: Any) -> Iterator[Any]:
    default = cloudfront.child(config, "DefaultCacheBehavior")
    if default is not None:
        yield default
    yield from _items(config, "CacheBehaviors")


def _associations(behaviour: Any) -> list[Association]:
    return [
        Association(
            EventType(_text(item, "EventType")),
            _text(item, "LambdaFunctionARN"),
            _text(item, "IncludeBody").lower() == "true",
        )
        for item in _items(behaviour, "LambdaFunctionAssociations")
    ]


def _items(parent: Any, tag: str) -> list[Any]:
    block = cloudfront.child(parent, tag)
    items = cloudfront.child(block, "Items") if block is not None else None
    return list(items) if items is not None else []


def _text(element: Any, tag: str) -> str:
    return cloudfront.text(element, tag)
