"""REST API or HTTP API: AWS's own comparison as data, a table of it, and questions drawn from it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from random import Random

from lambda_workshop.notebook.display import Output, Table

PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html"
NEWER = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-jwt-authorizer.html"
"""REST APIs have had JWT authorizers since late 2026, which the comparison may not say yet."""


class Kind(Enum):
    """Which kind of API has it; the value is what a learner writes."""

    REST = "rest"
    HTTP = "http"
    BOTH = "both"


@dataclass(frozen=True)
class Feature:
    """One line of the comparison, and the wish that it answers."""

    name: str
    kind: Kind
    wish: str


FEATURES = (
    Feature("Private endpoints", Kind.REST, "The print room's own API must not be reachable from the internet."),
    Feature("Edge-optimised endpoints", Kind.REST, "The endpoint itself should stand at CloudFront's edge."),
    Feature("AWS WAF", Kind.REST, "A firewall of AWS's should stand right before the API."),
    Feature("Resource policies", Kind.REST, "A policy of the API's own should let only two accounts in."),
    Feature("API keys and usage plans", Kind.REST, "Each partner gets a key, and 1,000 requests a day."),
    Feature("Request validation", Kind.REST, "API Gateway should check bodies against a JSON schema."),
    Feature("Body transformation", Kind.REST, "A template should rewrite the body before the function gets it."),
    Feature("Response caching", Kind.REST, "API Gateway should keep the price list for five minutes."),
    Feature("Canary releases", Kind.REST, "A tenth of the requests should reach the new deployment."),
    Feature("Mock integrations", Kind.REST, "The API should answer before there is any function."),
    Feature("Custom gateway responses", Kind.REST, "API Gateway's own 403 should have the shop's wording."),
    Feature("AWS X-Ray tracing", Kind.REST, "API Gateway should trace each request."),
    Feature("Response streaming", Kind.REST, "A catalogue of 80 MB should stream through the API."),
    Feature("Automatic deployments", Kind.HTTP, "Every change should be live without a deployment."),
    Feature("Private integrations with Cloud Map", Kind.HTTP, "Services behind the API are found in AWS Cloud Map."),
    Feature("JWT authorizers", Kind.BOTH, "Tokens of any OpenID Connect issuer, checked without a function."),
    Feature("Lambda authorizers", Kind.BOTH, "A function of our own should decide who may call."),
    Feature("IAM authorization", Kind.BOTH, "Callers sign their requests with AWS credentials."),
    Feature("Cross-origin configuration", Kind.BOTH, "Pages of inkwell.example may call the API."),
    Feature("Custom domain names", Kind.BOTH, "The API should be at api.inkwell.example."),
    Feature("Mutual TLS", Kind.BOTH, "Machines prove who they are with a certificate."),
)


def comparison() -> Output:
    """What each kind of API has, in AWS's words and order of importance for a shop."""
    rows = [
        (item.name, "no" if item.kind is Kind.HTTP else "yes", "no" if item.kind is Kind.REST else "yes")
        for item in FEATURES
    ]
    return Output(
        Table("What each kind of API has", ("Feature", "REST API", "HTTP API"), rows), f"From {PAGE} and {NEWER}"
    )


def draw(random: Random | None = None, *, last: Feature | None = None) -> Feature:
    """One line by chance, each kind as likely as another, and never the last one again."""
    chance = random or Random()
    kind = chance.choice(list(Kind))
    return chance.choice([item for item in FEATURES if item.kind is kind and item is not last])


def verdict(feature: Feature, kind: str) -> Output:
    """Whether this kind of API fulfils the wish: `verdict(draw(), "http")`."""
    right = {
        Kind.REST: "only a REST API has it",
        Kind.HTTP: "only an HTTP API has it",
        Kind.BOTH: "both have it, and the HTTP API costs less",
    }[feature.kind]
    said = "Yes" if kind == feature.kind.value else "Not yet"
    return Output(f"{said}. {feature.name}: {right}.")
