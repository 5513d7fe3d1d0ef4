"""Every trigger wired to a function of its own, and a way to fire each with a token that the function must see.

The wirings are plain boto3, so that the same ones run on the embedded backend, on bare MiniStack and on LocalStack.
"""

from __future__ import annotations

import datetime
import io
import json
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

HEARS = """
import base64, gzip, json, re, time

def texts(event):
    yield json.dumps(event)
    for record in event.get("Records", []) if isinstance(event, dict) else []:
        if "kinesis" in record:
            yield base64.b64decode(record["kinesis"]["data"]).decode()
    if isinstance(event, dict) and "awslogs" in event:
        yield gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode()

def handler(event, context):
    now = time.time()
    event.get("alarmData", {}).pop("previousState", None)  # it tells of the event before
    for token in sorted({found for text in texts(event) for found in re.findall("tok-[0-9a-f]{12}", text)}):
        print("got", token, now)
    if isinstance(event, dict) and "triggerSource" in event:
        return event
    return {"statusCode": 200, "headers": {}, "body": "heard", "isBase64Encoded": False}
"""

ACCOUNT = "000000000000"
Fire = Callable[[str], object]


@dataclass(frozen=True)
class Backend:
    """Where the wirings are made. `address` is its endpoint's URL, `key` the secret access key."""

    name: str
    address: str
    key: str = "bench"

    def client(self, service: str) -> Any:
        """A boto3 client that tries once."""
        return boto3.client(
            service, endpoint_url=self.address, region_name="us-east-1", aws_access_key_id=ACCOUNT,
            aws_secret_access_key=self.key, config=Config(retries={"total_max_attempts": 1}, read_timeout=60),
        )  # fmt: skip

    def function(self, name: str) -> str:
        """The ARN of a new function that prints every token that it hears."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("index.py", HEARS)
        role = self.role(name)
        lam = self.client("lambda")
        arn = lam.create_function(
            FunctionName=name, Runtime="python3.13", Role=role, Handler="index.handler", Timeout=10,
            Code={"ZipFile": buffer.getvalue()},
        )["FunctionArn"]  # fmt: skip
        lam.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.2, "MaxAttempts": 200})
        return str(arn)

    def role(self, name: str) -> str:
        """The ARN of a role that may read every source and invoke every function."""
        iam = self.client("iam")
        services = ["lambda.amazonaws.com", "scheduler.amazonaws.com"]
        trust = {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}
        arn = iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        )["Role"]["Arn"]
        rights = {"Effect": "Allow", "Action": ["sqs:*", "kinesis:*", "dynamodb:*", "lambda:*"], "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [rights]})
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=document)
        return str(arn)

    def permit(self, name: str, principal: str) -> None:
        """Let this service invoke the function."""
        self.client("lambda").add_permission(
            FunctionName=name, StatementId="bench", Action="lambda:InvokeFunction", Principal=principal
        )

    def heard(self, name: str) -> dict[str, list[float]]:
        """When the function heard each token, in seconds since the epoch, once for each time."""
        logs, found = self.client("logs"), dict[str, list[float]]()
        if not logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"]:
            return found
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{name}")
        for page in pages:
            for event in page["events"]:
                words = event["message"].split()
                if words[:1] == ["got"]:
                    found.setdefault(words[1], []).append(float(words[2]))
        return found


def direct(backend: Backend, name: str) -> Fire:
    """An asynchronous invocation."""
    backend.function(name)
    lam = backend.client("lambda")
    return lambda token: lam.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"id": token}))


def schedule(backend: Backend, name: str) -> Fire:
    """A one-off schedule two seconds ahead."""
    arn, scheduler = backend.function(name), backend.client("scheduler")
    role = backend.client("iam").get_role(RoleName=name)["Role"]["Arn"]

    def fire(token: str) -> None:
        when = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2)
        scheduler.create_schedule(
            Name=token, ScheduleExpression=f"at({when:%Y-%m-%dT%H:%M:%S})", FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={"Arn": arn, "RoleArn": role, "Input": json.dumps({"id": token})},
        )  # fmt: skip

    return fire


def rest_api(backend: Backend, name: str) -> Fire:
    """A GET through a Lambda proxy integration."""
    arn, api = backend.function(name), backend.client("apigateway")
    backend.permit(name, "apigateway.amazonaws.com")
    made = api.create_rest_api(name=name)
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    root = api.get_resources(restApiId=made["id"])["items"][0]["id"]
    at = {"restApiId": made["id"], "resourceId": root, "httpMethod": "GET"}
    api.put_method(**at, authorizationType="NONE")
    api.put_integration(**at, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    api.create_deployment(restApiId=made["id"], stageName="v1")
    return lambda token: get(f"{backend.address}/restapis/{made['id']}/v1/_user_request_/?id={token}")


def http_api(backend: Backend, name: str) -> Fire:
    """A GET through the route that quick create makes, or its equal."""
    arn, api = backend.function(name), backend.client("apigatewayv2")
    backend.permit(name, "apigateway.amazonaws.com")
    made = api.create_api(Name=name, ProtocolType="HTTP")["ApiId"]
    integration = api.create_integration(
        ApiId=made, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    api.create_route(ApiId=made, RouteKey="GET /orders", Target=f"integrations/{integration}")
    api.create_stage(ApiId=made, StageName="$default", AutoDeploy=True)
    return lambda token: get(f"{backend.address}/_aws/execute-api/{made}/$default/orders?id={token}")


def websockets(backend: Backend, name: str) -> Fire:
    """A message on an open connection."""
    from websockets.sync.client import connect

    arn, api = backend.function(name), backend.client("apigatewayv2")
    backend.permit(name, "apigateway.amazonaws.com")
    made = api.create_api(Name=name, ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")["ApiId"]
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = api.create_integration(ApiId=made, IntegrationType="AWS_PROXY", IntegrationUri=uri)["IntegrationId"]
    api.create_route(ApiId=made, RouteKey="$default", Target=f"integrations/{integration}")
    api.create_stage(ApiId=made, StageName="v1")
    api.create_deployment(ApiId=made, StageName="v1")
    address = backend.address.replace("http", "ws", 1) + f"/_aws/execute-api/{made}/v1"
    connection = connect(address)
    return lambda token: connection.send(json.dumps({"action": "say", "id": token}))


def kinesis(backend: Backend, name: str) -> Fire:
    """A record in a stream of one shard."""
    arn, client = backend.function(name), backend.client("kinesis")
    client.create_stream(StreamName=name, ShardCount=1)
    client.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
    source = client.describe_stream(StreamName=name)["StreamDescription"]["StreamARN"]
    backend.client("lambda").create_event_source_mapping(
        FunctionName=arn, EventSourceArn=source, StartingPosition="TRIM_HORIZON"
    )
    return lambda token: client.put_record(StreamName=name, Data=token.encode(), PartitionKey=token)


def dynamodb(backend: Backend, name: str) -> Fire:
    """A new item of a table."""
    arn, client = backend.function(name), backend.client("dynamodb")
    source = client.create_table(
        TableName=name, AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]["LatestStreamArn"]  # fmt: skip
    backend.client("lambda").create_event_source_mapping(
        FunctionName=arn, EventSourceArn=source, StartingPosition="TRIM_HORIZON"
    )
    return lambda token: client.put_item(TableName=name, Item={"id": {"S": token}})


def s3(backend: Backend, name: str) -> Fire:
    """An object put into a bucket."""
    arn, client = backend.function(name), backend.client("s3")
    backend.permit(name, "s3.amazonaws.com")
    client.create_bucket(Bucket=name)
    rule = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}
    client.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
    )
    return lambda token: client.put_object(Bucket=name, Key=token, Body=b"x")


def sns(backend: Backend, name: str) -> Fire:
    """A message on a topic."""
    arn, client = backend.function(name), backend.client("sns")
    backend.permit(name, "sns.amazonaws.com")
    topic = client.create_topic(Name=name)["TopicArn"]
    client.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)
    return lambda token: client.publish(TopicArn=topic, Message=token)


def sqs(backend: Backend, name: str) -> Fire:
    """A message in a queue."""
    arn, client = backend.function(name), backend.client("sqs")
    url = client.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
    source = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    backend.client("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=source)
    return lambda token: client.send_message(QueueUrl=url, MessageBody=token)


def alb(backend: Backend, name: str) -> Fire:
    """A GET that a load balancer's default action forwards."""
    arn, client, ec2 = backend.function(name), backend.client("elbv2"), backend.client("ec2")
    backend.permit(name, "elasticloadbalancing.amazonaws.com")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    balancer = client.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    group = client.create_target_group(Name=name, TargetType="lambda")["TargetGroups"][0]["TargetGroupArn"]
    client.register_targets(TargetGroupArn=group, Targets=[{"Id": arn}])
    action = {"Type": "forward", "TargetGroupArn": group}
    client.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[action])
    return lambda token: get(f"{backend.address}/_alb/{name}/?id={token}")


def iot(backend: Backend, name: str) -> Fire:
    """A message that a topic rule selects."""
    arn, client, data = backend.function(name), backend.client("iot"), backend.client("iot-data")
    backend.permit(name, "iot.amazonaws.com")
    client.create_topic_rule(
        ruleName=name.replace("-", "_"),
        topicRulePayload={
            "sql": f"SELECT * FROM '{name}/+'",
            "awsIotSqlVersion": "2016-03-23",
            "actions": [{"lambda": {"functionArn": arn}}],
        },
    )
    return lambda token: data.publish(topic=f"{name}/1", qos=1, payload=json.dumps({"id": token}))


def cloudwatch_alarm(backend: Backend, name: str) -> Fire:
    """An alarm whose state is set, with the function as its action."""
    arn, client = backend.function(name), backend.client("cloudwatch")
    backend.permit(name, "lambda.alarms.cloudwatch.amazonaws.com")
    client.put_metric_alarm(
        AlarmName=name, Namespace="Bench", MetricName=name, Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanThreshold", AlarmActions=[arn], OKActions=[arn],
    )  # fmt: skip
    states = ["OK", "ALARM"]

    def fire(token: str) -> None:
        states.append(states.pop(0))
        client.set_alarm_state(AlarmName=name, StateValue=states[0], StateReason=token)

    return fire


def cloudwatch_logs(backend: Backend, name: str) -> Fire:
    """A line in a log group with a subscription filter."""
    arn, client = backend.function(name), backend.client("logs")
    backend.permit(name, "logs.amazonaws.com")
    group = f"/bench/{name}"
    client.create_log_group(logGroupName=group)
    client.create_log_stream(logGroupName=group, logStreamName="one")
    client.put_subscription_filter(logGroupName=group, filterName="all", filterPattern="", destinationArn=arn)

    def fire(token: str) -> None:
        now = int(datetime.datetime.now(datetime.UTC).timestamp() * 1000)
        client.put_log_events(logGroupName=group, logStreamName="one", logEvents=[{"timestamp": now, "message": token}])

    return fire


def eventbridge(backend: Backend, name: str) -> Fire:
    """An event that a rule matches."""
    arn, client = backend.function(name), backend.client("events")
    backend.permit(name, "events.amazonaws.com")
    client.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    client.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn}])
    entry = {"Source": name, "DetailType": "bench"}
    return lambda token: client.put_events(Entries=[{**entry, "Detail": json.dumps({"id": token})}])


def cognito(backend: Backend, name: str) -> Fire:
    """A sign-up, which asks the pre sign-up trigger."""
    arn, client = backend.function(name), backend.client("cognito-idp")
    backend.permit(name, "cognito-idp.amazonaws.com")
    pool = client.create_user_pool(PoolName=name, LambdaConfig={"PreSignUp": arn})["UserPool"]["Id"]
    app = client.create_user_pool_client(UserPoolId=pool, ClientName=name)["UserPoolClient"]["ClientId"]
    return lambda token: client.sign_up(ClientId=app, Username=token, Password="Pr1nt-shop!")


PUSH: dict[str, Callable[[Backend, str], Fire]] = {
    "direct": direct,
    "rest-api": rest_api,
    "http-api": http_api,
    "websockets": websockets,
    "s3": s3,
    "sns": sns,
    "alb": alb,
    "iot": iot,
    "cloudwatch-alarm": cloudwatch_alarm,
    "cloudwatch-logs": cloudwatch_logs,
    "eventbridge": eventbridge,
    "cognito": cognito,
}
"""Triggers whose service calls the function."""

POLLED: dict[str, Callable[[Backend, str], Fire]] = {"kinesis": kinesis, "dynamodb": dynamodb, "sqs": sqs}
"""Triggers whose source is polled."""

TIMED: dict[str, Callable[[Backend, str], Fire]] = {"schedule": schedule}
"""Triggers that fire at a time that is told to them."""


def get(url: str) -> None:
    """A GET that must succeed."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        answer.read()
