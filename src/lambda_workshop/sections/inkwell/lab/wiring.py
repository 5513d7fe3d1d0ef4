"""The shop's wiring, which the check gives: tables, queues, bus, bucket, topic, APIs, alarm, and what stands behind them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.authoring.section import load
from lambda_workshop.checks.lab import wrapper
from lambda_workshop.cloud import Cloud, TimedOut, addresses, deploying, functions, queues, tables, until, web
from lambda_workshop.sections.cloudwatch_alarm.alarms import PRINCIPAL
from lambda_workshop.sections.http_api.customers import Customer, signed_in

ROOM = "inkwell-shop"
SERVICES = (
    "lambda",
    "apigatewayv2",
    "cognito-idp",
    "dynamodb",
    "sqs",
    "events",
    "s3",
    "sns",
    "cloudwatch",
    "iam",
    "logs",
)
FUNCTIONS = ("shop", "publish", "printer", "tell", "live", "thumbnail", "pause")
ORDERS, FOLLOWERS, DESK = f"{ROOM}-orders", f"{ROOM}-followers", f"{ROOM}-desk"
JOBS, DEAD, ALARM, POOL, STAGE = f"{ROOM}-jobs", f"{ROOM}-dead", f"{ROOM}-dead-jobs", f"{ROOM}-customers", "live"
BUSY, QUIET, SLOW = "busy-", "quiet-", "slow-"
"""How orders begin that the bus does not take, and that it drops; and connections to which every post fails."""

# A read takes its time, as it does on a busy day: whoever reads before the write meets whoever does the same.
PROBE = f"""\
import json
import threading

import botocore.client

call = botocore.client.BaseClient._make_api_call


def put(self, operation, arguments):
    keys = [str(json.loads(entry["Detail"]).get("orderId")) for entry in arguments["Entries"]]
    failed = [key.startswith("{BUSY}") for key in keys]
    left = [entry for entry, key in zip(arguments["Entries"], keys) if not key.startswith(("{BUSY}", "{QUIET}"))]
    taken = iter(call(self, operation, {{**arguments, "Entries": left}})["Entries"] if left else [])
    refused = {{"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"}}
    entries = []
    for key in keys:
        if key.startswith("{BUSY}"):
            entries.append(refused)
        else:
            entries.append({{"EventId": "quiet"}} if key.startswith("{QUIET}") else next(taken))
    return {{"FailedEntryCount": sum(failed), "Entries": entries}}


def busy(self, operation, arguments):
    if operation == "PutEvents":
        return put(self, operation, arguments)
    if operation == "PostToConnection" and arguments["ConnectionId"].startswith("{SLOW}"):
        answer = {{"Error": {{"Code": "LimitExceededException", "Message": "Too many requests"}}}}
        raise self.exceptions.LimitExceededException(answer, operation)
    answer = call(self, operation, arguments)
    if operation == "GetItem":
        threading.Event().wait(0.15)
    return answer


botocore.client.BaseClient._make_api_call = busy

{wrapper(*FUNCTIONS)}"""


def function(name: str) -> str:
    """The deployed function's name."""
    return f"{ROOM}-{name}"


@dataclass(frozen=True)
class Shop:
    """The open shop, as customers and the check reach it. Queues are URLs; `spy` and `news` hear bus and topic."""

    cloud: Cloud
    base: str
    tabs: str
    ana: Customer
    eve: Customer
    bucket: str
    jobs: str
    dead: str
    spy: str
    news: str
    _events: list[dict[str, Any]] = field(default_factory=list)

    def send(self, request: str, customer: Customer, *, body: str = "", key: str = "") -> web.Reply:
        """One request in a customer's name."""
        method, _space, path = request.partition(" ")
        headers = [("Authorization", f"Bearer {customer.token}"), ("Content-Type", "application/json")]
        if key:
            headers.append(("Idempotency-Key", key))
        return web.request(f"{self.base}{path}", method, headers=headers, body=body)

    def heard(self, order: str) -> list[dict[str, Any]]:
        """What the bus has carried of this order, once nothing more comes for a second."""
        while found := queues.receive(self.cloud, self.spy, seconds=1):
            self._events.extend(json.loads(message["Body"]) for message in found)
        mine = [event for event in self._events if event["detail"].get("orderId") == order]
        return sorted(mine, key=lambda event: str(event["detail-type"]))

    def announced(self, count: int) -> list[Any]:
        """What the topic has carried, once there is so much and nothing more comes for a second."""
        texts: list[str] = []

        def look() -> bool:
            texts.extend(message["Body"] for message in queues.receive(self.cloud, self.news, seconds=1))
            return len(texts) >= count

        try:
            until("the news", look, timeout=5.0, every=0.05)
        except TimedOut:
            return [_data(text) for text in texts]
        look()
        return [_data(text) for text in texts]

    def secrets(self) -> list[str]:
        """What no log may hold of the customers: tokens and subjects."""
        return [secret for customer in (self.ana, self.eve) for secret in (customer.token, _subject(customer.token))]


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _subject(token: str) -> str:
    claims = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"])


def stop_alarm(cloud: Cloud) -> None:
    """Take the alarm away, so that it says nothing more of its own."""
    cloud.client("cloudwatch").delete_alarms(AlarmNames=[ALARM])


def build(cloud: Cloud, source: str) -> Shop:
    """Everything there is of the shop."""
    sqs, events = cloud.client("sqs"), cloud.client("events")
    stream = _tables(cloud)
    bucket = f"{ROOM}-{cloud.account}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    dead, jobs, spy, news = _queues(cloud)
    events.create_event_bus(Name=ROOM)
    topic = cloud.client("sns").create_topic(Name=ROOM)["TopicArn"]
    gateway = cloud.client("apigatewayv2")
    sockets = gateway.create_api(
        Name=f"{ROOM}-tabs", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )["ApiId"]
    arns = _functions(cloud, source, topic, f"https://{sockets}.execute-api.{cloud.region}.amazonaws.com/{STAGE}")

    mappings = cloud.client("lambda")
    for name, source_arn, settings in (
        ("publish", stream, {"StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 2}),
        ("printer", _arn(cloud, jobs), {}),
    ):
        mappings.create_event_source_mapping(
            FunctionName=arns[name],
            EventSourceArn=source_arn,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            **settings,
        )
    for rule, kinds, target in (
        ("placed", ["OrderPlaced"], {"Arn": _arn(cloud, jobs), "InputPath": "$.detail"}),
        ("printed", ["OrderPrinted"], {"Arn": arns["tell"]}),
        ("spy", [], {"Arn": _arn(cloud, spy)}),
    ):
        name = f"{ROOM}-{rule}"
        pattern = {"source": ["inkwell.shop"]} | ({"detail-type": kinds} if kinds else {})
        rule_arn = events.put_rule(Name=name, EventBusName=ROOM, EventPattern=json.dumps(pattern))["RuleArn"]
        events.put_targets(Rule=name, EventBusName=ROOM, Targets=[{"Id": rule, **target}])
        if rule == "printed":
            _allow(cloud, "tell", "events.amazonaws.com", rule_arn)
    for url, service in ((jobs, "events"), (spy, "events"), (news, "sns")):
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": _arn(cloud, url),
            "Condition": {"StringEquals": {"aws:SourceAccount": cloud.account}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    cloud.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=_arn(cloud, news), Attributes={"RawMessageDelivery": "true"}
    )
    _bucket(cloud, bucket, arns["thumbnail"])
    _alarm(cloud, arns["pause"])
    _routes(cloud, sockets, "live", arns["live"], ("$connect", "follow", "$default"))
    gateway.create_stage(ApiId=sockets, StageName=STAGE, AutoDeploy=True)
    ana, eve = (signed_in(cloud, name, pool_name=POOL) for name in ("ana", "eve"))
    api = gateway.create_api(Name=ROOM, ProtocolType="HTTP")["ApiId"]
    authorizer = gateway.create_authorizer(
        ApiId=api,
        Name="customers",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": ana.issuer, "Audience": [ana.audience]},
    )["AuthorizerId"]
    secured = {"AuthorizationType": "JWT", "AuthorizerId": authorizer}
    _routes(cloud, api, "shop", arns["shop"], ("POST /orders", "GET /orders/{id}"), **secured)
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    base, tabs = (
        addresses.address(cloud, api, kind="http"),
        addresses.address(cloud, sockets, kind="websocket", stage=STAGE),
    )
    return Shop(cloud, base, tabs, ana, eve, bucket, jobs, dead, spy, news)


def _tables(cloud: Cloud) -> str:
    """The three tables; returns the ARN of the orders' stream."""
    tables.create(cloud, FOLLOWERS, "orderId", "connectionId")
    tables.create(cloud, DESK, "name")
    return str(tables.create(cloud, ORDERS, "orderId", stream=True)["LatestStreamArn"])


def _queues(cloud: Cloud) -> tuple[str, str, str, str]:
    """The URLs of the dead jobs, the jobs, and those that hear bus and topic."""
    sqs = cloud.client("sqs")
    dead, spy, news = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in (DEAD, f"{ROOM}-spy", f"{ROOM}-news"))
    redrive = json.dumps({"deadLetterTargetArn": _arn(cloud, dead), "maxReceiveCount": 2})
    # No longer than the function's timeout, so that a job dies soon; at work it is six times that.
    attributes = {"VisibilityTimeout": "5", "RedrivePolicy": redrive}
    return dead, sqs.create_queue(QueueName=JOBS, Attributes=attributes)["QueueUrl"], spy, news


def _functions(cloud: Cloud, source: str, topic: str, endpoint: str) -> dict[str, str]:
    """One package, seven functions; returns their ARNs by name."""
    where = f"{cloud.region}:{cloud.account}"
    names = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
    tables = [f"arn:aws:dynamodb:{where}:table/{name}" for name in (ORDERS, FOLLOWERS, DESK)]
    rights: list[Any] = [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
        {"Action": [f"dynamodb:{name}" for name in names], "Resource": tables},
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{ROOM}-*/*"},
        # Without it, a photo that is not there is a refusal, and not NoSuchKey.
        {"Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{ROOM}-*"},
        {"Action": "events:PutEvents", "Resource": f"arn:aws:events:{where}:event-bus/{ROOM}"},
        {"Action": "sns:Publish", "Resource": topic},
        {"Action": "execute-api:ManageConnections", "Resource": f"arn:aws:execute-api:{where}:*"},
    ]
    role = deploying.role(cloud, f"{ROOM}-role", rights)
    package = functions.zip_of({"handler.py": source, "probe.py": PROBE, **load("inkwell").given_files()})
    environment = {
        "ORDERS": ORDERS,
        "FOLLOWERS": FOLLOWERS,
        "DESK": DESK,
        "BUS": ROOM,
        "TOPIC": topic,
        "ENDPOINT": endpoint,
    }
    return {
        name: deploying.deploy(
            cloud,
            function(name),
            package,
            handler=f"probe.{name}",
            role_arn=role,
            timeout=5,
            memory=256,
            environment=environment,
        )
        for name in FUNCTIONS
    }


def _bucket(cloud: Cloud, bucket: str, function_arn: str) -> None:
    _allow(cloud, "thumbnail", "s3.amazonaws.com", f"arn:aws:s3:::{bucket}")
    rule = {
        "LambdaFunctionArn": function_arn,
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "photos/"}]}},
    }
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
    )


def _alarm(cloud: Cloud, function_arn: str) -> None:
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=ALARM,
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": DEAD}],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
        AlarmActions=[function_arn],
        OKActions=[function_arn],
    )
    _allow(cloud, "pause", PRINCIPAL, f"arn:aws:cloudwatch:{cloud.region}:{cloud.account}:alarm:{ALARM}")


def _routes(cloud: Cloud, api: str, name: str, function_arn: str, keys: tuple[str, ...], **security: str) -> None:
    """Routes to a function. A WebSocket API wants the function's address for API Gateway, an HTTP API takes its ARN."""
    gateway, http = cloud.client("apigatewayv2"), bool(security)
    uri = f"arn:aws:apigateway:{cloud.region}:lambda:path/2015-03-31/functions/{function_arn}/invocations"
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=function_arn if http else uri,
        **({"PayloadFormatVersion": "2.0"} if http else {}),
    )["IntegrationId"]
    for key in keys:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integration}", **security)
    _allow(
        cloud,
        name,
        "apigateway.amazonaws.com",
        f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/*",
    )


def _allow(cloud: Cloud, name: str, principal: str, source_arn: str) -> None:
    account = {"SourceAccount": cloud.account} if principal == "s3.amazonaws.com" else {}
    cloud.client("lambda").add_permission(
        FunctionName=function(name),
        StatementId="trigger",
        Action="lambda:InvokeFunction",
        Principal=principal,
        SourceArn=source_arn,
        **account,
    )


def _arn(cloud: Cloud, url: str) -> str:
    return f"arn:aws:sqs:{cloud.region}:{cloud.account}:{url.rsplit('/', 1)[-1]}"
