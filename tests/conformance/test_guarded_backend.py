"""A web page in the learner's browser gets nowhere, and everything legitimate still works."""

from __future__ import annotations

import http.client
import io
import json
import secrets
import urllib.request
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config

from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

EVIL = "http://evil.example"


def ask(
    backend: EmbeddedBackend, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One raw request; `Host` may be given. Returns status, headers (lower-case names) and body."""
    connection = http.client.HTTPConnection("127.0.0.1", backend.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.putrequest(method, path, skip_host="Host" in named)
        for name, value in {"Content-Length": str(len(body)), **named}.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def package(source: str) -> bytes:
    """A deployment package with this source as app.py."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("app.py", source)
    return archive.getvalue()


def http_api(session: Session, account: str, route: str) -> str:
    """An HTTP API whose route answers "hello" with a cross-origin header of its own; returns its id."""
    functions, http = session.client("lambda"), session.client("apigatewayv2")
    source = (
        "def handler(event, context):\n"
        "    return {'statusCode': 200, 'body': 'hello', 'headers': {'Access-Control-Allow-Origin': '*'}}\n"
    )
    arn = functions.create_function(
        FunctionName="target",
        Runtime="python3.13",
        Role=f"arn:aws:iam::{account}:role/any",
        Handler="app.handler",
        Code={"ZipFile": package(source)},
    )["FunctionArn"]
    functions.add_permission(
        FunctionName="target", StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    api: str = http.create_api(Name="shop", ProtocolType="HTTP")["ApiId"]
    integration = http.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    http.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration}")
    http.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return api


class TestThePageNextDoor:
    def test_it_cannot_create_a_function(self, backend: EmbeddedBackend) -> None:
        """A simple request (text/plain) needs no preflight: the browser sends it without asking."""
        body = json.dumps({"FunctionName": "evil", "Runtime": "python3.13", "Handler": "a.b", "Role": "r", "Code": {}})
        path = "/2015-03-31/functions"
        plain = {"Content_Type": "text/plain"}
        assert ask(backend, "POST", path, body, Origin=EVIL, **plain)[0] == 403
        assert ask(backend, "POST", path, body, Origin=EVIL, Host="rebind.evil.example", **plain)[0] == 403
        assert ask(backend, "POST", path, body, Host="rebind.evil.example", **plain)[0] == 403
        assert ask(backend, "POST", path, body, **plain)[0] == 403
        names = [found["FunctionName"] for found in backend.session().client("lambda").list_functions()["Functions"]]
        assert "evil" not in names

    def test_its_preflight_is_refused(self, backend: EmbeddedBackend) -> None:
        status, headers, _ = ask(
            backend, "OPTIONS", "/2015-03-31/functions", Origin=EVIL, Access_Control_Request_Method="POST",
            Access_Control_Request_Headers="authorization,content-type",
        )  # fmt: skip
        assert status == 403
        assert not [name for name in headers if name.startswith("access-control-")]

    @pytest.mark.parametrize(
        ("path", "host"),
        [
            ("/_alb/nobody/?Action=CreateQueue&QueueName=evil", ""),
            ("/_aws/execute-api/x?Action=CreateQueue&QueueName=evil", ""),
            ("/?Action=CreateQueue&QueueName=evil", "nobody.alb.localhost"),
            ("/?Action=CreateQueue&QueueName=evil", "nobody.cloudfront.localhost"),
            (
                "/?Action=CreateQueue&QueueName=evil&X-Amz-Credential=0%2F1%2Fus-east-1%2Fsqs%2Faws4&X-Amz-Signature=0",
                "",
            ),
        ],
    )
    def test_an_address_that_leads_nowhere_leads_to_no_other_service(
        self, backend: EmbeddedBackend, path: str, host: str
    ) -> None:
        named = {"Host": f"{host}:{backend.port}"} if host else {}
        assert ask(backend, "POST", path, **named)[0] in (403, 404)
        body = path.partition("?")[2]
        form = {"Content_Type": "application/x-www-form-urlencoded", "Origin": EVIL}
        assert ask(backend, "POST", path.partition("?")[0], body, **named, **form)[0] in (403, 404)
        for account in ("000000000000", "0"):
            found = backend.session(account.rjust(12, "0")).client("sqs").list_queues(QueueNamePrefix="evil")
            assert not found.get("QueueUrls")

    def test_it_cannot_reset_or_stop_anything(self, backend: EmbeddedBackend) -> None:
        for path in ("/_ministack/reset", "/_ministack/config", "/_workshop/reset", "/_workshop/holders"):
            assert ask(backend, "POST", path)[0] == 403
            assert ask(backend, "POST", path, Origin=EVIL)[0] == 403

    def test_it_cannot_read_an_answer(self, backend: EmbeddedBackend) -> None:
        _, headers, _ = ask(backend, "GET", "/_workshop/health")
        assert not [name for name in headers if name.startswith("access-control-")]
        assert ask(backend, "GET", "/_workshop/health", Origin=EVIL)[0] == 403


class TestWhatIsLegitimate:
    def test_a_page_may_call_an_api(self, backend: EmbeddedBackend, session: Session, account: str) -> None:
        api = http_api(session, account, "GET /hello")
        status, headers, body = ask(backend, "GET", f"/_aws/execute-api/{api}/$default/hello", Origin=EVIL)
        assert (status, body) == (200, b"hello")
        assert headers["access-control-allow-origin"] == "*"

    def test_curl_reaches_an_api_by_its_host_name(
        self, backend: EmbeddedBackend, session: Session, account: str
    ) -> None:
        api = http_api(session, account, "GET /health")
        host = f"{api}.execute-api.localhost:{backend.port}"
        assert ask(backend, "GET", "/health", Host=host)[2] == b"hello"

    @pytest.mark.parametrize("version", ["s3", "s3v4"])
    def test_a_presigned_address_reads_and_puts_an_object(self, session: Session, version: str) -> None:
        s3, bucket = session.client("s3", config=Config(signature_version=version)), f"photos-{secrets.token_hex(6)}"
        s3.create_bucket(Bucket=bucket)
        target = {"Bucket": bucket, "Key": "in/my photo+1.jpg"}
        # Both versions sign the type where it is named; version 2 signs that there is none, and urllib sends one.
        url = s3.generate_presigned_url("put_object", Params=target | {"ContentType": "image/jpeg"})
        upload = urllib.request.Request(url, b"picture", {"Content-Type": "image/jpeg"}, method="PUT")
        with urllib.request.urlopen(upload, timeout=20) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(s3.generate_presigned_url("get_object", Params=target), timeout=20) as answer:
            assert answer.read() == b"picture"

    def test_somebody_signs_up_without_credentials(self, backend: EmbeddedBackend, session: Session) -> None:
        pools = session.client("cognito-idp")
        pool = pools.create_user_pool(PoolName="shop")["UserPool"]["Id"]
        client = pools.create_user_pool_client(UserPoolId=pool, ClientName="web")["UserPoolClient"]["ClientId"]
        wish = {"ClientId": client, "Username": "ann@example.com", "Password": "Secret-123"}
        status, _, body = ask(
            backend, "POST", "/", json.dumps(wish), Origin=EVIL, Content_Type="application/x-amz-json-1.1",
            X_Amz_Target="AWSCognitoIdentityProviderService.SignUp",
        )  # fmt: skip
        assert status == 200, body
        assert json.loads(body)["UserSub"]

    @pytest.mark.parametrize("service", ["dynamodb", "events", "iam", "kinesis", "logs", "sns", "sqs", "ssm", "sts"])
    def test_signed_calls_work(self, session: Session, service: str) -> None:
        calls: dict[str, Any] = {
            "dynamodb": "list_tables", "events": "list_rules", "iam": "list_roles", "kinesis": "list_streams",
            "logs": "describe_log_groups", "sns": "list_topics", "sqs": "list_queues", "ssm": "describe_parameters",
            "sts": "get_caller_identity",
        }  # fmt: skip
        answer = getattr(session.client(service), calls[service])()
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200

    def test_a_package_is_fetched_by_the_address_that_was_given_out_and_by_no_other(
        self, backend: EmbeddedBackend, session: Session
    ) -> None:
        functions = session.client("lambda")
        functions.create_function(
            FunctionName="f",
            Runtime="python3.13",
            Role="arn:aws:iam::000000000000:role/any",
            Handler="app.handler",
            Code={"ZipFile": package("x = 1\n")},
        )
        location = functions.get_function(FunctionName="f")["Code"]["Location"]
        path = "/" + location.partition("://")[2].partition("/")[2]
        status, _, body = ask(backend, "GET", path)
        assert status == 200
        assert body[:2] == b"PK"
        plain, _, query = path.partition("?")
        for guessed in (plain, f"{plain}?{query[:-1]}", f"{plain}?{query.replace('Expires=', 'Expires=9')}"):
            assert ask(backend, "GET", guessed)[0] == 403
        layer = functions.publish_layer_version(LayerName="l", Content={"ZipFile": package("y = 1\n")})
        path = "/" + layer["Content"]["Location"].split("/", 3)[3]
        assert ask(backend, "GET", path)[2][:2] == b"PK"
        assert ask(backend, "GET", path.partition("?")[0])[0] == 403
