"""Running the functions of a distribution: the published version, once, if CloudFront may.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.aws.arns import split_qualifier
from lambda_workshop.aws.edge.associations import (
    SERVICES,
    Association,
    limits,
    problem_of_arn,
    problem_of_function,
)
from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.cloud import roles
from lambda_workshop.cloud.core import Cloud, missing
from lambda_workshop.simulators.edge.pages import not_executed, over_the_limit
from lambda_workshop.simulators.endpoint import Caller, Endpoint, Reply


@dataclass(frozen=True)
class Hop:
    """One function on the way of a request.

    `sent` is the event, `reply` what the function gave (None when it was not run), `problem` why CloudFront could not
    go on with it, and empty when it could; `remarks` what works and is still worth a look.
    """

    event: EventType
    function: str
    sent: dict[str, Any]
    reply: Reply | None = None
    problem: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def answered(self) -> Any:
        """What the function returned."""
        return self.reply.value if self.reply else None


class Functions:
    """The functions of one account, as CloudFront finds them."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._endpoints: dict[str, Endpoint] = {}
        self._accepted: set[Association] = set()

    def refusal(self, association: Association) -> str:
        """Why CloudFront does not take the association, in its own words; empty when it does."""
        # A version does not change, and asking twice for each request would double its time.
        if association in self._accepted:
            return ""
        if problem := problem_of_arn(association.function):
            return problem
        name, version = split_qualifier(association.function)
        try:
            found = self._cloud.client("lambda").get_function_configuration(FunctionName=name, Qualifier=version)
        except ClientError as error:
            if not missing(error):
                raise
            found = None
        role = str(found["Role"]) if found else ""
        trusted = [service for service in SERVICES if role and roles.trusts(self._cloud, role, service)]
        problem = problem_of_function(association, found, trusted)
        if not problem:
            self._accepted.add(association)
        return problem

    def run(self, association: Association, event: dict[str, Any]) -> Reply:
        """One invocation, whatever comes of it."""
        endpoint = self._endpoints.get(association.function)
        if endpoint is None:
            endpoint = Endpoint(
                self._cloud,
                association.function,
                Caller("edgelambda.amazonaws.com", ""),
                time_limit=limits(association.event).seconds,
                # CloudFront runs replicas of the version under its role; the function's policy is not asked.
                asks_permission=False,
            )
            self._endpoints[association.function] = endpoint
        return endpoint.invoke(event)


def check(reply: Reply) -> None:
    """Raises Failed when CloudFront has no answer to go on with: 503, as it tells its viewers."""
    if reply.timed_out or "TooManyRequestsException" in reply.failure:
        raise over_the_limit()
    if reply.failure:
        raise not_executed()
