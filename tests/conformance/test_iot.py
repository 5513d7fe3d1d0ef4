"""Topic rules: what the function gets, which messages pass, and what happens when an action fails.

https://docs.aws.amazon.com/iot/latest/developerguide/iot-rules.html
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import paho.mqtt.client as mqtt
import pytest
from botocore.exceptions import ClientError
from golden import delivered, deploy_echo, golden, shape

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import Cloud, logs, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("iot")
HOT = (
    "SELECT *, topic(2) AS printer, timestamp() AS received FROM 'print-room/+/climate' "
    "WHERE celsius > 30 AND NOT (state = 'test')"
)


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


class Room:
    """A rule with `echo` as its action."""

    def __init__(self, cloud: Cloud, sql: str = HOT, **more: Any) -> None:
        self.cloud, self.iot = cloud, cloud.client("iot")
        self.function = deploy_echo(cloud)
        self.rule(sql, **more)

    def rule(self, sql: str, name: str = "hot", **more: Any) -> None:
        payload = {
            "sql": sql, "awsIotSqlVersion": "2016-03-23", "actions": [{"lambda": {"functionArn": self.function}}],
            **more,
        }  # fmt: skip
        self.iot.create_topic_rule(ruleName=name, topicRulePayload=payload)

    def permit(self, rule: str = "hot") -> None:
        self.cloud.client("lambda").add_permission(
            FunctionName="echo", StatementId=f"iot-{rule}", Action="lambda:InvokeFunction",
            Principal="iot.amazonaws.com", SourceAccount=self.cloud.account,
            SourceArn=f"arn:aws:iot:{self.cloud.region}:{self.cloud.account}:rule/{rule}",
        )  # fmt: skip

    def publish(self, message: Any, topic: str = "print-room/north/climate") -> None:
        payload = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.cloud.client("iot-data").publish(topic=topic, qos=1, payload=payload)

    def received(self) -> list[Any]:
        lines = [line.text for line in logs.lines(self.cloud, "echo") if line.text.startswith("event {")]
        return [json.loads(line.removeprefix("event ")) for line in lines]


@pytest.fixture
def device(backend: Backend, account: str) -> Iterator[mqtt.Client]:
    """An MQTT client, connected over a WebSocket with no header of its own; the address names the account."""
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, "printer-north", transport="websockets")
    credential = quote(f"{account}/20261123/us-east-1/iotdevicegateway/aws4_request", safe="")
    client.ws_set_options(path=f"/mqtt?X-Amz-Credential={credential}")
    connected = threading.Event()
    client.on_connect = lambda *_arguments: connected.set()
    port = int(backend.endpoint_url.rpartition(":")[2])
    client.connect("127.0.0.1", port)
    client.loop_start()
    assert connected.wait(10)
    yield client
    client.disconnect()
    client.loop_stop()


def test_a_selected_message_arrives_as_the_statement_makes_it(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html: there is no envelope."""
    room, wanted = Room(cloud), golden("iot", "hot")
    room.permit()
    room.publish({"celsius": 20})
    room.publish({"celsius": 41.5, "state": "test"})
    room.publish({"celsius": 41.5, "humidity": 30, "state": "printing"})
    event = delivered(cloud)
    assert shape(event) == shape(wanted)
    assert {key: event[key] for key in ("celsius", "humidity", "state", "printer")} == {
        "celsius": 41.5, "humidity": 30, "state": "printing", "printer": "north",
    }  # fmt: skip
    assert len(room.received()) == 1


def test_a_device_publishes_with_mqtt(cloud: Cloud, device: mqtt.Client) -> None:
    room = Room(cloud, "SELECT celsius, clientid() AS device FROM 'print-room/#'")
    room.permit()
    device.publish("print-room/north/climate", json.dumps({"celsius": 35}), qos=1).wait_for_publish(5)
    assert delivered(cloud) == {"celsius": 35, "device": "printer-north"}


def test_what_is_published_reaches_a_subscribed_device(cloud: Cloud, device: mqtt.Client) -> None:
    heard, subscribed = threading.Event(), threading.Event()
    messages: list[tuple[str, bytes]] = []

    def on_message(_client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        messages.append((message.topic, message.payload))
        heard.set()

    device.on_message = on_message
    device.on_subscribe = lambda *_arguments: subscribed.set()
    device.subscribe("orders/+", qos=1)
    assert subscribed.wait(5)
    cloud.client("iot-data").publish(topic="orders/1", qos=1, payload=b"print it")
    assert heard.wait(5)
    assert messages == [("orders/1", b"print it")]


@pytest.mark.parametrize(
    ("sql", "message", "event"),
    [
        ("SELECT celsius AS c, celsius * 2 + 1 AS more FROM 'print-room/#'", {"celsius": 4}, {"c": 4, "more": 9}),
        ("SELECT printer.name AS name FROM 'print-room/#'", {"printer": {"name": "north"}}, {"name": "north"}),
        ("SELECT replace(state, 'p', 'b') AS s FROM 'print-room/#' WHERE regexp_matches(state, '^p')",
         {"state": "printing"}, {"s": "brinting"}),
        ("SELECT topic(1) AS room, topic() AS all FROM 'print-room/north/+'", {}, {
            "room": "print-room", "all": "print-room/north/climate"}),
        ("SELECT encode(*, 'base64') AS data FROM 'print-room/#'", b"\xff\x00", {
            "data": base64.b64encode(b"\xff\x00").decode()}),
        ("SELECT * FROM 'print-room/#' WHERE celsius BETWEEN 1 AND 5 OR isUndefined(celsius)", {"a": 1}, {"a": 1}),
    ],
)  # fmt: skip
def test_the_statement_makes_the_event(cloud: Cloud, sql: str, message: Any, event: Any) -> None:
    """https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html"""
    room = Room(cloud, sql)
    room.permit()
    room.publish(message)
    assert delivered(cloud) == event


@pytest.mark.parametrize("permitted", ["another", ""])
def test_without_permission_the_error_action_hears_of_it(cloud: Cloud, permitted: str) -> None:
    topic = cloud.client("sns").create_topic(Name="failed")["TopicArn"]
    role = cloud.client("iam").create_role(RoleName="iot", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    cloud.client("sqs").create_queue(QueueName="failed")
    queue = cloud.client("sqs").get_queue_url(QueueName="failed")["QueueUrl"]
    arn = f"arn:aws:sqs:{cloud.region}:{cloud.account}:failed"
    cloud.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"}
    )
    room = Room(cloud, errorAction={"sns": {"targetArn": topic, "roleArn": role, "messageFormat": "RAW"}})
    if permitted:
        room.permit(permitted)
    room.publish({"celsius": 41.5, "state": "printing"})

    def read() -> Any:
        found = cloud.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages")
        return json.loads(found[0]["Body"]) if found else None

    error = until("the error action's message", read, timeout=6)
    assert (error["ruleName"], error["topic"]) == ("hot", "print-room/north/climate")
    assert json.loads(base64.b64decode(error["base64OriginalPayload"])) == {"celsius": 41.5, "state": "printing"}
    assert error["failures"][0]["failedAction"] == "LambdaAction"
    assert error["failures"][0]["failedResource"] == room.function
    assert room.received() == []


def test_a_disabled_rule_is_silent(cloud: Cloud) -> None:
    room = Room(cloud)
    room.permit()
    room.iot.disable_topic_rule(ruleName="hot")
    room.publish({"celsius": 41.5, "state": "printing", "n": 1})
    room.iot.enable_topic_rule(ruleName="hot")
    room.publish({"celsius": 41.5, "state": "printing", "n": 2})
    assert delivered(cloud)["n"] == 2


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT", "SELECT"),
        ("SELECT * FROM print-room", "single quotes"),
        ("SELECT * FROM 'a' WHERE celsius >", "WHERE"),
        ("SELECT CASE celsius WHEN 1 THEN 2 ELSE 3 END AS x FROM 'a'", "does not evaluate CASE"),
        ("SELECT VALUE celsius FROM 'a'", "does not evaluate SELECT VALUE"),
        ("SELECT values[0] AS first FROM 'a'", "an index in brackets"),
        ("SELECT upper(state) AS s FROM 'a'", "does not evaluate upper()"),
        ("SELECT * FROM 'a' WHERE md5(state) = 'x'", "does not evaluate md5()"),
    ],
)
def test_a_statement_that_is_not_evaluated_is_refused_in_words(cloud: Cloud, sql: str, said: str) -> None:
    iot = cloud.client("iot")
    with pytest.raises(ClientError) as refused:
        iot.create_topic_rule(ruleName="bad", topicRulePayload={"sql": sql, "actions": []})
    assert refused.value.response["Error"]["Code"] == "SqlParseException"
    assert said in str(refused.value)
    assert iot.list_topic_rules()["rules"] == []
