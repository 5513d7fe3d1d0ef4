"""What the server is told when it starts, which services it has, and how large its log may become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lambda_workshop.emulator.host.identity import Process

LOG_LIMIT = 5_000_000
"""Bytes that the log may take before it is emptied."""

# What the course's sections use (boto3's names), and what those services lean on.
SERVICES = frozenset(
    {
        "acm", "apigateway", "apigatewaymanagementapi", "apigatewayv2", "cloudformation", "cloudfront", "cloudwatch",
        "cognito-identity", "cognito-idp", "dynamodb", "dynamodbstreams", "ec2", "elbv2", "events", "firehose", "iam",
        "iot", "iot-data", "kinesis", "kms", "lambda", "logs", "resourcegroupstaggingapi", "s3", "scheduler",
        "secretsmanager", "sns", "sqs", "ssm", "stepfunctions", "sts",
    }
)  # fmt: skip


@dataclass(frozen=True)
class ServerSettings:
    """What the supervisor tells its server. `home` is the state folder, `run` the run's own folder in it."""

    token: str
    secret: str
    version: str
    home: str
    run: str = ""
    port: int = 0
    grace: float = 30.0
    holders: tuple[Process, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line, as the supervisor writes it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> ServerSettings:
        """The settings of such a line; raises ValueError or TypeError when it is not one."""
        fields: dict[str, Any] = json.loads(line)
        holders = tuple(Process.read(holder) for holder in fields.pop("holders", ()))
        return cls(**fields, holders=holders)
