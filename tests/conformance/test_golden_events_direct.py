"""The record of a failed event that the direct section teaches is the one that the backend delivers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from golden import make_queue, shape

from lambda_workshop.authoring.section import load
from lambda_workshop.cloud import Cloud, deploying, functions, queues, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("direct")


@pytest.mark.differs(localstack="an alias's asynchronous settings are read under the number of its version")
def test_a_failed_event_leaves_the_documented_record(session: Session) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""
    cloud = Cloud(session)
    golden = load("direct").events()["failure_record"]
    queue = make_queue(cloud, "golden-failed")
    package = functions.zip_of({"index.py": "def handler(event, context):\n    raise ValueError(event['paper'])\n"})
    deploying.deploy(cloud, "golden", package, handler="index.handler", role_arn=deploying.role(cloud, "golden-role"))
    client = cloud.client("lambda")
    version = client.publish_version(FunctionName="golden")["Version"]
    client.create_alias(FunctionName="golden", Name="live", FunctionVersion=version)
    client.put_function_event_invoke_config(
        FunctionName="golden",
        Qualifier="live",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": queue.arn}},
    )
    event = golden["requestPayload"]
    client.invoke(FunctionName="golden", Qualifier="live", InvocationType="Event", Payload=json.dumps(event))
    message = until("the record", lambda: queues.receive(cloud, queue.url, seconds=1), timeout=10)[0]
    record = json.loads(message["Body"])
    assert shape(record) == shape(golden)
    assert record["requestContext"]["functionArn"].endswith(":golden:live")
    assert record["requestContext"]["condition"] == golden["requestContext"]["condition"]
    assert record["responseContext"] == golden["responseContext"]
    assert record["requestPayload"] == event
