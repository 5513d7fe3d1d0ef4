"""Every golden event is one that other people's models of AWS's events accept.

https://docs.aws.amazon.com/powertools/python/latest/utilities/parser/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser import models

SECTIONS = Path(__file__).parents[2] / "src" / "lambda_workshop" / "sections"
MODELS: dict[str, Any] = {
    "s3": models.S3Model,
    "sqs": models.SqsModel,
    "kinesis": models.KinesisDataStreamModel,
    "dynamodb": models.DynamoDBStreamModel,
    "sns": models.SnsModel,
    "alb": models.AlbModel,
    "rest_api": models.APIGatewayProxyEventModel,
    "eventbridge": models.EventBridgeModel,
    "cloudwatch_logs": models.CloudWatchLogsModel,
}
"""The model of every event of a section; sections whose events have several models test them on their own."""

WITHOUT_MODEL = {"alb/multi_value"}
"""Events that the models do not know: theirs of a load balancer has no multi-value headers."""

EVENTS = [
    pytest.param(path, MODELS[section], id=f"{section}-{path.stem}")
    for section in sorted(MODELS)
    for path in sorted((SECTIONS / section / "events").glob("*.json"))
    if f"{section}/{path.stem}" not in WITHOUT_MODEL
]


@pytest.mark.parametrize(("path", "model"), EVENTS)
def test_a_golden_event_is_valid(path: Path, model: Any) -> None:
    model.model_validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(("path", "model"), EVENTS)
def test_the_model_refuses_an_event_without_its_parts(path: Path, model: Any) -> None:
    event = json.loads(path.read_text("utf-8"))
    event.pop(max(event, key=lambda key: len(json.dumps(event[key]))))
    with pytest.raises(ValueError, match="validation error"):
        model.model_validate(event)
