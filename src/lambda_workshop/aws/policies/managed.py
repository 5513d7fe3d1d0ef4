"""What AWS's managed policies allow that the course names: backends do not carry all of their documents.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from __future__ import annotations

from lambda_workshop.aws.policies.documents import Policy, Statement

_PREFIX = "arn:aws:iam::aws:policy/"
_SERVICE_ROLE = f"{_PREFIX}service-role/"
_WRITE_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
_ACTIONS: dict[str, tuple[str, ...]] = {
    f"{_SERVICE_ROLE}AWSLambdaBasicExecutionRole": _WRITE_LOGS,
    f"{_SERVICE_ROLE}AWSLambdaSQSQueueExecutionRole": (
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        *_WRITE_LOGS,
    ),
    f"{_SERVICE_ROLE}AWSLambdaDynamoDBExecutionRole": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
        *_WRITE_LOGS,
    ),
    f"{_SERVICE_ROLE}AWSLambdaKinesisExecutionRole": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
        "kinesis:SubscribeToShard",
        *_WRITE_LOGS,
    ),
    f"{_PREFIX}AmazonSQSFullAccess": ("sqs:*",),
    f"{_PREFIX}AmazonS3FullAccess": ("s3:*", "s3-object-lambda:*"),
    f"{_PREFIX}AmazonDynamoDBFullAccess": ("dynamodb:*",),
    f"{_PREFIX}AmazonSNSFullAccess": ("sns:*",),
    f"{_PREFIX}AWSLambda_FullAccess": ("lambda:*",),
    f"{_PREFIX}AdministratorAccess": ("*",),
}


def managed(arn: str) -> Policy | None:
    """What the managed policy allows, as far as the course's own services are concerned; None for one unknown here."""
    actions = _ACTIONS.get(arn)
    return Policy((Statement("Allow", actions=actions, resources=("*",)),)) if actions else None
