"""A push trigger fires only with the function's permission, and its caller sees what AWS shows.

https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

from __future__ import annotations

import io
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import websocket
from botocore.exceptions import ClientError
from deployed import eventually
from load_balancers import subnets

from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

REGION = "us-east-1"
ANSWERS = 'def handler(event, context):\n    print("ran")\n    return {"statusCode": 200, "body": "hello"}\n'
ALLOWS = (
    "def handler(event, context):\n"
    '    return {"principalId": "me", "policyDocument": {"Version": "2012-10-17", "Statement": [\n'
    '        {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}]}}\n'
)


@dataclass(frozen=True)
class Cloud:
    """One test's account: its clients, and what the tests below do with them again and again."""

    session: Session
    account: str
    endpoint: str

    def client(self, service: str) -> Any:
        """A boto3 client."""
        return self.session.client(service)

    def function(self, name: str = "target", source: str = ANSWERS) -> str:
        """Create a function; returns its ARN."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as package:
            package.writestr("app.py", source)
        created = self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=f"arn:aws:iam::{self.account}:role/any",
            Handler="app.handler",
            Code={"ZipFile": archive.getvalue()},
        )
        return str(created["FunctionArn"])

    def permit(self, principal: str, source_arn: str = "", name: str = "target", **more: str) -> None:
        """Let a service invoke the function."""
        request: dict[str, Any] = {"Action": "lambda:InvokeFunction", **more}
        if source_arn:
            request["SourceArn"] = source_arn
        sid = f"s{secrets.token_hex(4)}"
        self.client("lambda").add_permission(FunctionName=name, StatementId=sid, Principal=principal, **request)

    def runs(self, name: str = "target") -> int:
        """How often the function has run, by its log."""
        logs = self.client("logs")
        try:
            found = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}", filterPattern="ran")
        except logs.exceptions.ResourceNotFoundException:
            return 0
        return sum(event["message"].strip() == "ran" for event in found["events"])

    def http(self, path: str, method: str = "GET") -> tuple[int, str]:
        """The status and body of an unsigned request to the backend."""
        request = urllib.request.Request(self.endpoint + path, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def cloud(backend: EmbeddedBackend, session: Session, account: str) -> Cloud:
    """The test's account."""
    return Cloud(session, account, backend.endpoint_url)


def stays(condition: Callable[[], bool], what: str, seconds: float = 1.5) -> None:
    """Watch that the condition holds all the time."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < deadline:
        assert condition(), what
        pause.wait(0.1)


def notify(cloud: Cloud, bucket: str, function: str, *filters: dict[str, str]) -> None:
    """Put a bucket notification: one configuration for each filter, or one without."""
    configurations = []
    for number, rules in enumerate(filters or ({},)):
        configuration: dict[str, Any] = {
            "Id": f"n{number}",
            "LambdaFunctionArn": function,
            "Events": [rules.get("event", "s3:ObjectCreated:*")],
        }
        keys = [{"Name": name, "Value": rules[name]} for name in ("prefix", "suffix") if name in rules]
        if keys:
            configuration["Filter"] = {"Key": {"FilterRules": keys}}
        configurations.append(configuration)
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": configurations}
    )


@pytest.fixture
def bucket(cloud: Cloud) -> str:
    """A bucket of the test's account."""
    name = f"photos-{secrets.token_hex(6)}"
    cloud.client("s3").create_bucket(Bucket=name)
    return name


class TestS3:
    def test_a_notification_without_permission_is_refused_when_it_is_put(self, cloud: Cloud, bucket: str) -> None:
        function = cloud.function()
        with pytest.raises(ClientError) as refusal:
            notify(cloud, bucket, function)
        error = refusal.value.response["Error"]
        assert error["Code"] == "InvalidArgument"
        assert error["Message"] == "Unable to validate the following destination configurations"
        assert "LambdaFunctionConfigurations" not in cloud.client("s3").get_bucket_notification_configuration(
            Bucket=bucket
        )

    def test_with_permission_for_the_bucket_an_object_runs_the_function(self, cloud: Cloud, bucket: str) -> None:
        function = cloud.function()
        cloud.permit("s3.amazonaws.com", f"arn:aws:s3:::{bucket}", SourceAccount=cloud.account)
        notify(cloud, bucket, function)
        cloud.client("s3").put_object(Bucket=bucket, Key="a.jpg", Body=b"x")
        eventually(lambda: cloud.runs() == 1, "the function to run")

    @pytest.mark.parametrize(
        "limits",
        [
            {"SourceArn": "arn:aws:s3:::another-bucket"},
            {"SourceAccount": "999999999999"},
            {"Action": "lambda:GetFunction"},
        ],
        ids=["another bucket", "another account", "another action"],
    )
    def test_a_permission_for_something_else_is_none(self, cloud: Cloud, bucket: str, limits: dict[str, str]) -> None:
        function = cloud.function()
        cloud.permit("s3.amazonaws.com", **limits)
        with pytest.raises(ClientError, match="Unable to validate"):
            notify(cloud, bucket, function)

    def test_a_permission_for_another_service_is_none(self, cloud: Cloud, bucket: str) -> None:
        function = cloud.function()
        cloud.permit("sns.amazonaws.com")
        cloud.permit(cloud.account)
        with pytest.raises(ClientError, match="Unable to validate"):
            notify(cloud, bucket, function)

    def test_a_function_that_does_not_exist_is_refused(self, cloud: Cloud, bucket: str) -> None:
        with pytest.raises(ClientError, match="Unable to validate"):
            notify(cloud, bucket, f"arn:aws:lambda:{REGION}:{cloud.account}:function:nobody")

    def test_skipping_the_validation_stores_it_and_delivers_nothing(self, cloud: Cloud, bucket: str) -> None:
        function = cloud.function()
        cloud.client("s3").put_bucket_notification_configuration(
            Bucket=bucket,
            SkipDestinationValidation=True,
            NotificationConfiguration={
                "LambdaFunctionConfigurations": [{"LambdaFunctionArn": function, "Events": ["s3:ObjectCreated:*"]}]
            },
        )
        cloud.client("s3").put_object(Bucket=bucket, Key="a.jpg", Body=b"x")
        stays(lambda: cloud.runs() == 0, "the function ran without permission")

    def test_a_permission_taken_away_later_stops_the_deliveries(self, cloud: Cloud, bucket: str) -> None:
        function = cloud.function()
        cloud.client("lambda").add_permission(
            FunctionName="target", StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
        )
        notify(cloud, bucket, function)
        cloud.client("lambda").remove_permission(FunctionName="target", StatementId="s3")
        cloud.client("s3").put_object(Bucket=bucket, Key="a.jpg", Body=b"x")
        stays(lambda: cloud.runs() == 0, "the function ran without permission")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({}, {}),
            ({"prefix": "in/"}, {"prefix": "in/big/"}),
            ({"suffix": ".jpg"}, {"suffix": "pg"}),
            ({"prefix": "in/", "suffix": ".jpg"}, {"prefix": "in/"}),
            ({"event": "s3:ObjectCreated:Put"}, {"event": "s3:ObjectCreated:*"}),
        ],
    )
    def test_overlapping_filters_are_refused(
        self, cloud: Cloud, bucket: str, one: dict[str, str], other: dict[str, str]
    ) -> None:
        function = cloud.function()
        cloud.permit("s3.amazonaws.com")
        with pytest.raises(ClientError, match="Configuration is ambiguously defined"):
            notify(cloud, bucket, function, one, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"prefix": "in/"}, {"prefix": "out/"}),
            ({"suffix": ".jpg"}, {"suffix": ".png"}),
            ({"prefix": "in/", "suffix": ".jpg"}, {"prefix": "in/", "suffix": ".png"}),
            ({"event": "s3:ObjectCreated:*"}, {"event": "s3:ObjectRemoved:*"}),
        ],
    )
    def test_filters_side_by_side_are_accepted(
        self, cloud: Cloud, bucket: str, one: dict[str, str], other: dict[str, str]
    ) -> None:
        function = cloud.function()
        cloud.permit("s3.amazonaws.com")
        notify(cloud, bucket, function, one, other)
        stored = cloud.client("s3").get_bucket_notification_configuration(Bucket=bucket)
        assert len(stored["LambdaFunctionConfigurations"]) == 2


class TestSns:
    @pytest.mark.parametrize("permitted", [True, False])
    def test_a_message_runs_the_function_only_with_permission(self, cloud: Cloud, permitted: bool) -> None:
        function, sns = cloud.function(), cloud.client("sns")
        topic = sns.create_topic(Name="orders")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=function)
        cloud.permit("sns.amazonaws.com", topic if permitted else f"{topic}-other")
        sns.publish(TopicArn=topic, Message="hello")
        if permitted:
            eventually(lambda: cloud.runs() == 1, "the function to run")
        else:
            stays(lambda: cloud.runs() == 0, "the function ran without permission")


class TestEventBridge:
    @pytest.mark.parametrize("permitted", [True, False])
    def test_a_rule_without_permission_stays_silent(self, cloud: Cloud, permitted: bool) -> None:
        function, events = cloud.function(), cloud.client("events")
        rule = events.put_rule(Name="orders", EventPattern=json.dumps({"source": ["shop"]}))["RuleArn"]
        events.put_targets(Rule="orders", Targets=[{"Id": "f", "Arn": function}])
        cloud.permit("events.amazonaws.com", rule if permitted else rule.replace("orders", "other"))
        answer = events.put_events(Entries=[{"Source": "shop", "DetailType": "order", "Detail": "{}"}])
        assert answer["FailedEntryCount"] == 0
        if permitted:
            eventually(lambda: cloud.runs() == 1, "the function to run")
        else:
            stays(lambda: cloud.runs() == 0, "the function ran without permission")


class TestIot:
    @pytest.mark.parametrize("permitted", [True, False])
    def test_a_message_runs_the_function_only_with_permission(self, cloud: Cloud, permitted: bool) -> None:
        function, iot = cloud.function(), cloud.client("iot")
        iot.create_topic_rule(
            ruleName="hot",
            topicRulePayload={"sql": "SELECT * FROM 'rooms/#'", "actions": [{"lambda": {"functionArn": function}}]},
        )
        name = "hot" if permitted else "cold"
        cloud.permit("iot.amazonaws.com", f"arn:aws:iot:{REGION}:{cloud.account}:rule/{name}")
        cloud.client("iot-data").publish(topic="rooms/1", payload=b'{"celsius": 40}')
        if permitted:
            eventually(lambda: cloud.runs() == 1, "the function to run")
        else:
            stays(lambda: cloud.runs() == 0, "the function ran without permission")


class TestCloudWatchLogs:
    def subscribe(self, cloud: Cloud, function: str) -> None:
        cloud.client("logs").put_subscription_filter(
            logGroupName="/shop", filterName="errors", filterPattern="", destinationArn=function
        )

    def test_a_subscription_without_permission_is_refused(self, cloud: Cloud) -> None:
        function = cloud.function()
        cloud.client("logs").create_log_group(logGroupName="/shop")
        cloud.permit("logs.amazonaws.com", f"arn:aws:logs:{REGION}:{cloud.account}:log-group:/other:*")
        with pytest.raises(ClientError) as refusal:
            self.subscribe(cloud, function)
        error = refusal.value.response["Error"]
        assert error["Code"] == "InvalidParameterException"
        assert error["Message"].startswith("Could not execute the lambda function.")

    def test_a_subscription_with_permission_runs_the_function(self, cloud: Cloud) -> None:
        function, logs = cloud.function(), cloud.client("logs")
        logs.create_log_group(logGroupName="/shop")
        logs.create_log_stream(logGroupName="/shop", logStreamName="s")
        cloud.permit("logs.amazonaws.com", f"arn:aws:logs:{REGION}:{cloud.account}:log-group:/shop:*")
        self.subscribe(cloud, function)
        now = int(time.time() * 1000)
        logs.put_log_events(
            logGroupName="/shop", logStreamName="s", logEvents=[{"timestamp": now, "message": "ERROR out of paper"}]
        )
        # The control message, and the line.
        eventually(lambda: cloud.runs() == 2, "the function to run")


def integration_uri(function: str) -> str:
    """The address of a function as API Gateway wants it."""
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations"


def execute_api(cloud: Cloud, path: str) -> str:
    """The ARN of a method or route."""
    return f"arn:aws:execute-api:{REGION}:{cloud.account}:{path}"


class TestRestApi:
    def api(self, cloud: Cloud, function: str, authorizer: str = "") -> str:
        rest = cloud.client("apigateway")
        api: str = rest.create_rest_api(name="shop")["id"]
        root = rest.get_resources(restApiId=api)["items"][0]["id"]
        orders = rest.create_resource(restApiId=api, parentId=root, pathPart="orders")["id"]
        order = rest.create_resource(restApiId=api, parentId=orders, pathPart="{id}")["id"]
        security: dict[str, str] = {"authorizationType": "NONE"}
        if authorizer:
            made = rest.create_authorizer(
                restApiId=api,
                name="token",
                type="TOKEN",
                authorizerUri=integration_uri(authorizer),
                identitySource="method.request.header.Authorization",
            )
            security = {"authorizationType": "CUSTOM", "authorizerId": made["id"]}
        rest.put_method(restApiId=api, resourceId=order, httpMethod="GET", **security)
        rest.put_integration(
            restApiId=api,
            resourceId=order,
            httpMethod="GET",
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=integration_uri(function),
        )
        rest.create_deployment(restApiId=api, stageName="dev")
        return api

    def test_a_method_without_permission_answers_500(self, cloud: Cloud) -> None:
        api = self.api(cloud, cloud.function())
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, "another/*/GET/orders/*"))
        status, body = cloud.http(f"/_aws/execute-api/{api}/dev/orders/7")
        assert (status, json.loads(body)) == (500, {"message": "Internal server error"})

    def test_a_method_with_permission_answers_with_its_function(self, cloud: Cloud) -> None:
        api = self.api(cloud, cloud.function())
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, f"{api}/*/GET/orders/*"))
        assert cloud.http(f"/restapis/{api}/dev/_user_request_/orders/7") == (200, "hello")

    def test_a_permission_for_another_method_is_none(self, cloud: Cloud) -> None:
        api = self.api(cloud, cloud.function())
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, f"{api}/*/POST/orders/*"))
        assert cloud.http(f"/_aws/execute-api/{api}/dev/orders/7")[0] == 500

    @pytest.mark.parametrize("permitted", [True, False])
    def test_an_authorizer_needs_a_permission_of_its_own(self, cloud: Cloud, permitted: bool) -> None:
        gatekeeper = cloud.function("gatekeeper", ALLOWS)
        api = self.api(cloud, cloud.function(), gatekeeper)
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, f"{api}/*/GET/orders/*"))
        kind = "authorizers" if permitted else "other"
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, f"{api}/{kind}/*"), name="gatekeeper")
        request = urllib.request.Request(f"{cloud.endpoint}/_aws/execute-api/{api}/dev/orders/7")
        request.add_header("Authorization", "token")
        if permitted:
            with urllib.request.urlopen(request, timeout=20) as answer:
                assert answer.read() == b"hello"
        else:
            with pytest.raises(urllib.error.HTTPError) as refusal:
                urllib.request.urlopen(request, timeout=20)
            assert refusal.value.code == 500


class TestHttpApi:
    def api(self, cloud: Cloud, function: str, route: str = "GET /orders/{id}") -> str:
        http = cloud.client("apigatewayv2")
        api: str = http.create_api(Name="shop", ProtocolType="HTTP")["ApiId"]
        integration = http.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
        )["IntegrationId"]
        http.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration}")
        http.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
        return api

    def test_a_route_without_permission_answers_500(self, cloud: Cloud) -> None:
        api = self.api(cloud, cloud.function())
        status, body = cloud.http(f"/_aws/execute-api/{api}/$default/orders/7")
        assert (status, json.loads(body)) == (500, {"message": "Internal Server Error"})

    @pytest.mark.parametrize(
        ("route", "source"),
        [
            ("GET /orders/{id}", "*/*/orders/{id}"),
            ("GET /orders/{id}", "*/GET/orders/*"),
            ("ANY /orders/{id}", "*/*/orders/*"),
            ("$default", "*/$default"),
        ],
    )
    def test_a_route_with_permission_answers_with_its_function(self, cloud: Cloud, route: str, source: str) -> None:
        api = self.api(cloud, cloud.function(), route)
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, f"{api}/{source}"))
        assert cloud.http(f"/_aws/execute-api/{api}/$default/orders/7") == (200, "hello")


class TestWebSocketApi:
    def api(self, cloud: Cloud, *routes: str) -> str:
        sockets, function = cloud.client("apigatewayv2"), cloud.function(source="def handler(e, c):\n    return {}\n")
        api: str = sockets.create_api(
            Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
        )["ApiId"]
        integration = sockets.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=integration_uri(function)
        )["IntegrationId"]
        for route in routes:
            sockets.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration}")
        sockets.create_stage(ApiId=api, StageName="dev", AutoDeploy=True)
        return api

    def connect(self, cloud: Cloud, api: str) -> websocket.WebSocket:
        address = cloud.endpoint.replace("http://", "ws://")
        return websocket.create_connection(f"{address}/_aws/execute-api/{api}/dev", timeout=10)

    def test_a_connect_route_without_permission_fails_the_handshake_with_500(self, cloud: Cloud) -> None:
        api = self.api(cloud, "$connect")
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            self.connect(cloud, api)
        assert refusal.value.status_code == 500

    def test_a_connect_route_with_permission_lets_the_client_in(self, cloud: Cloud) -> None:
        api = self.api(cloud, "$connect")
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, f"{api}/*/$connect"))
        self.connect(cloud, api).close()

    def test_a_message_to_a_route_without_permission_comes_back_as_an_error(self, cloud: Cloud) -> None:
        api = self.api(cloud, "$connect", "$default")
        cloud.permit("apigateway.amazonaws.com", execute_api(cloud, f"{api}/*/$connect"))
        client = self.connect(cloud, api)
        client.send("hello")
        answer = json.loads(client.recv())
        client.close()
        assert answer["message"] == "Internal server error"
        assert answer["connectionId"]


class TestLoadBalancer:
    def target_group(self, cloud: Cloud) -> str:
        made = cloud.client("elbv2").create_target_group(Name="shop", TargetType="lambda")
        return str(made["TargetGroups"][0]["TargetGroupArn"])

    def test_a_function_without_permission_is_not_registered(self, cloud: Cloud) -> None:
        function, group = cloud.function(), self.target_group(cloud)
        cloud.permit("elasticloadbalancing.amazonaws.com", f"{group}-other")
        with pytest.raises(ClientError) as refusal:
            cloud.client("elbv2").register_targets(TargetGroupArn=group, Targets=[{"Id": function}])
        error = refusal.value.response["Error"]
        assert error["Code"] == "AccessDenied"
        assert error["Message"] == (
            f"elasticloadbalancing principal does not have permission to invoke {function} from target group {group}"
        )
        assert not cloud.client("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]

    def test_with_permission_the_load_balancer_answers_with_the_function(self, cloud: Cloud) -> None:
        function, group, elb = cloud.function(), self.target_group(cloud), cloud.client("elbv2")
        cloud.permit("elasticloadbalancing.amazonaws.com", group)
        elb.register_targets(TargetGroupArn=group, Targets=[{"Id": function}])
        name = f"shop-{secrets.token_hex(4)}"
        balancer = elb.create_load_balancer(Name=name, Subnets=subnets(cloud.session))["LoadBalancers"][0]
        elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"],
            Protocol="HTTP",
            Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )
        assert cloud.http(f"/_alb/{name}/") == (200, "hello")
        policy = json.loads(cloud.client("lambda").get_policy(FunctionName="target")["Policy"])
        cloud.client("lambda").remove_permission(FunctionName="target", StatementId=policy["Statement"][0]["Sid"])
        assert cloud.http(f"/_alb/{name}/")[0] == 502


class TestFunctionUrl:
    """https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html: two statements since October 2025."""

    def url(self, cloud: Cloud) -> str:
        cloud.function()
        made = cloud.client("lambda").create_function_url_config(FunctionName="target", AuthType="NONE")
        return "/_aws/lambda-url/" + made["FunctionUrl"].partition("://")[2].partition(".")[0] + "/"

    def test_a_public_url_answers_403_until_both_statements_are_there(self, cloud: Cloud) -> None:
        path = self.url(cloud)
        assert cloud.http(path)[0] == 403
        cloud.permit("*", Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="NONE")
        status, body = cloud.http(path)
        assert status == 403
        assert json.loads(body)["Message"].startswith("Forbidden")
        cloud.client("lambda").add_permission(
            FunctionName="target",
            StatementId="invoke",
            Action="lambda:InvokeFunction",
            Principal="*",
            InvokedViaFunctionUrl=True,
        )
        assert cloud.http(path) == (200, "hello")

    def test_a_statement_for_the_other_authentication_type_is_none(self, cloud: Cloud) -> None:
        path = self.url(cloud)
        cloud.permit("*", Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="AWS_IAM")
        cloud.permit("*")
        assert cloud.http(path)[0] == 403


class TestPolicies:
    """https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html"""

    def statement(self, cloud: Cloud, **request: str) -> dict[str, Any]:
        given = {"StatementId": "s", "Action": "lambda:InvokeFunction", **request}
        answer = cloud.client("lambda").add_permission(FunctionName="target", **given)
        return dict(json.loads(answer["Statement"]))

    @pytest.mark.parametrize(
        ("principal", "rendered"),
        [
            ("s3.amazonaws.com", {"Service": "s3.amazonaws.com"}),
            ("lambda.alarms.cloudwatch.amazonaws.com", {"Service": "lambda.alarms.cloudwatch.amazonaws.com"}),
            ("alexa-appkit.amazon.com", {"Service": "alexa-appkit.amazon.com"}),
            ("alexa-connectedhome.amazon.com", {"Service": "alexa-connectedhome.amazon.com"}),
            ("123456789012", {"AWS": "arn:aws:iam::123456789012:root"}),
            ("arn:aws:iam::123456789012:user/ann", {"AWS": "arn:aws:iam::123456789012:user/ann"}),
            ("*", "*"),
        ],
    )
    def test_a_principal_is_written_as_aws_writes_it(self, cloud: Cloud, principal: str, rendered: object) -> None:
        cloud.function()
        assert self.statement(cloud, Principal=principal)["Principal"] == rendered

    def test_conditions_are_written_as_aws_writes_them(self, cloud: Cloud) -> None:
        cloud.function()
        source = {"SourceArn": "arn:aws:s3:::b", "SourceAccount": "123456789012", "EventSourceToken": "amzn1.ask"}
        assert self.statement(cloud, Principal="s3.amazonaws.com", **source)["Condition"] == {
            "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"},
            "StringEquals": {"AWS:SourceAccount": "123456789012", "lambda:EventSourceToken": "amzn1.ask"},
        }

    def test_a_principal_that_is_none_is_refused(self, cloud: Cloud) -> None:
        cloud.function()
        with pytest.raises(ClientError, match="The provided principal was invalid") as refusal:
            self.statement(cloud, Principal="s3")
        assert refusal.value.response["Error"]["Code"] == "InvalidParameterValueException"

    def test_the_same_statement_id_twice_is_a_conflict(self, cloud: Cloud) -> None:
        cloud.function()
        self.statement(cloud, Principal="s3.amazonaws.com")
        with pytest.raises(ClientError, match="already exists") as refusal:
            self.statement(cloud, Principal="s3.amazonaws.com")
        assert refusal.value.response["Error"]["Code"] == "ResourceConflictException"

    def test_a_function_without_policy_has_none_to_show(self, cloud: Cloud) -> None:
        cloud.function()
        functions = cloud.client("lambda")
        with pytest.raises(functions.exceptions.ResourceNotFoundException):
            functions.get_policy(FunctionName="target")
        with pytest.raises(functions.exceptions.ResourceNotFoundException):
            functions.remove_permission(FunctionName="target", StatementId="s")

    def test_an_alias_has_a_policy_of_its_own(self, cloud: Cloud, bucket: str) -> None:
        function, functions = cloud.function(), cloud.client("lambda")
        version = functions.publish_version(FunctionName="target")["Version"]
        functions.create_alias(FunctionName="target", Name="live", FunctionVersion=version)
        for qualifier in ({"Qualifier": "live"}, {}):
            functions.add_permission(
                FunctionName="target",
                StatementId="same",
                Action="lambda:InvokeFunction",
                Principal="sns.amazonaws.com" if qualifier else "s3.amazonaws.com",
                **qualifier,
            )
        unqualified = json.loads(functions.get_policy(FunctionName="target")["Policy"])["Statement"]
        assert [statement["Principal"] for statement in unqualified] == [{"Service": "s3.amazonaws.com"}]
        notify(cloud, bucket, function)
        with pytest.raises(ClientError, match="Unable to validate"):
            notify(cloud, bucket, f"{function}:live")
        functions.remove_permission(FunctionName="target", StatementId="same")
        live = json.loads(functions.get_policy(FunctionName="target", Qualifier="live")["Policy"])["Statement"]
        assert live[0]["Resource"] == f"{function}:live"
