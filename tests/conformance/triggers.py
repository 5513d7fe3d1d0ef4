"""The triggers of the chapter, and which backend has them."""

from __future__ import annotations

TRIGGERS = (
    "direct",
    "schedule",
    "rest-api",
    "http-api",
    "websockets",
    "kinesis",
    "dynamodb",
    "s3",
    "sns",
    "sqs",
    "alb",
    "alexa-skill",
    "alexa-smart-home",
    "iot",
    "cloudwatch-alarm",
    "cloudwatch-logs",
    "eventbridge",
    "cloudfront",
    "cognito",
)
"""Every trigger of the chapter, in its order, by its section's id."""
LOCALSTACK_LACKS = frozenset({"http-api", "websockets", "alb", "iot", "cognito"})
"""Triggers that the free edition of LocalStack 4.14.0 does not have. CloudFront's edge is a simulator, which runs
there too."""
