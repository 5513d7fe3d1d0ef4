"""Who signs with a secret of this backend is let in, as whom the key belongs to; nobody else is."""

from __future__ import annotations

import http.client
import io
import secrets
import threading
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError
from deployed import deploy
from http_apis import HttpApi
from rest_api import RestApi
from signing import signed
from user_pools import refused
from websocket_apis import socket_api
from websockets.exceptions import InvalidStatus

from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

CALLS = {
    "apigateway": "get_rest_apis", "cloudfront": "list_distributions", "cloudwatch": "list_metrics",
    "dynamodb": "list_tables", "ec2": "describe_vpcs", "elbv2": "describe_load_balancers", "events": "list_rules",
    "iam": "list_roles", "iot": "list_things", "kinesis": "list_streams", "lambda": "list_functions",
    "logs": "describe_log_groups", "s3": "list_buckets", "scheduler": "list_schedules", "sns": "list_topics",
    "sqs": "list_queues", "sts": "get_caller_identity",
}  # fmt: skip


def client(backend: EmbeddedBackend, service: str, key: str, secret: str, token: str | None = None, **more: Any) -> Any:
    """A boto3 client with these credentials."""
    return boto3.client(
        service, endpoint_url=backend.endpoint_url, region_name="us-east-1", aws_access_key_id=key,
        aws_secret_access_key=secret, aws_session_token=token, **more,
    )  # fmt: skip


def call(
    backend: EmbeddedBackend, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """One request to this URL, whatever its host, at the backend."""
    host = urlsplit(url).netloc
    connection = http.client.HTTPConnection("127.0.0.1", backend.port, timeout=20)
    try:
        connection.request(method, url.partition(host)[2], body, {"Host": host, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class TestTheSecret:
    @pytest.mark.parametrize("service", CALLS)
    def test_a_call_that_is_signed_with_anything_else_is_refused_in_the_service_s_words(
        self, backend: EmbeddedBackend, service: str
    ) -> None:
        for key, secret in (("000000000000", "workshop"), ("AKIAIOSFODNN7EXAMPLE", "x"), ("ASIAIOSFODNN7EXAMPLE", "x")):
            with pytest.raises(ClientError) as caught:
                getattr(client(backend, service, key, secret), CALLS[service])()
            error = caught.value.response
            assert error["ResponseMetadata"]["HTTPStatusCode"] == 403
            words = ("does not match",) if key.isdigit() else ("is invalid", "InvalidAccessKeyId")
            assert any(word in str(error["Error"]) for word in words), error["Error"]

    def test_an_account_s_key_opens_no_other_account(self, backend: EmbeddedBackend) -> None:
        key = backend.environment("111111111111")["AWS_SECRET_ACCESS_KEY"]
        assert client(backend, "sts", "111111111111", key).get_caller_identity()["Account"] == "111111111111"
        with refused("SignatureDoesNotMatch"):
            client(backend, "sts", "222222222222", key).get_caller_identity()

    def test_two_backends_know_nothing_of_each_other(self, backend: EmbeddedBackend, tmp_path: Any) -> None:
        from lambda_workshop.emulator.host.handle import find_or_start

        other = find_or_start(tmp_path)
        try:
            assert other.secret != backend.secret
            environment = other.environment()
            with refused("SignatureDoesNotMatch"):
                client(backend, "sts", "000000000000", environment["AWS_SECRET_ACCESS_KEY"]).get_caller_identity()
        finally:
            other.stop()
        assert other.secret not in repr(other)

    def test_a_body_may_come_in_any_form_that_s3_has(self, backend: EmbeddedBackend, session: Session) -> None:
        bucket = f"forms-{secrets.token_hex(6)}"
        s3 = session.client("s3")
        s3.create_bucket(Bucket=bucket)
        url = f"{backend.endpoint_url}/{bucket}/key"
        for said in ("UNSIGNED-PAYLOAD", None):
            given = {"X-Amz-Content-SHA256": said} if said else {}
            headers = signed(session, "s3", "PUT", url, b"body", given)
            assert call(backend, "PUT", url, b"body", headers)[0] == 200
        assert call(backend, "PUT", url, b"else", headers)[0] == 400
        old = session.client("s3", config=Config(signature_version="s3"))
        old.put_object(Bucket=bucket, Key="old", Body=b"2", Metadata={"a": "b"})
        s3.upload_fileobj(io.BytesIO(b"x" * 9_000_000), bucket, "parts")
        assert {item["Key"] for item in old.list_objects_v2(Bucket=bucket)["Contents"]} == {"key", "old", "parts"}


class TestIssuedKeys:
    def test_an_assumed_role_signs_with_what_it_was_given_and_with_its_token(
        self, backend: EmbeddedBackend, session: Session, account: str
    ) -> None:
        role = f"arn:aws:iam::{account}:role/any"
        given = session.client("sts").assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
        key, secret, token = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        who = client(backend, "sts", key, secret, token).get_caller_identity()
        assert (who["Account"], who["Arn"]) == (account, f"arn:aws:sts::{account}:assumed-role/any/me")
        for wrong in ((key, secret, None), (key, secret, "x"), (key, "x", token)):
            with pytest.raises(ClientError):
                client(backend, "sts", *wrong).get_caller_identity()

    def test_a_user_s_key_is_the_account_s_until_it_is_gone(
        self, backend: EmbeddedBackend, session: Session, account: str
    ) -> None:
        iam = session.client("iam")
        iam.create_user(UserName="ana")
        made = iam.create_access_key(UserName="ana")["AccessKey"]
        own = client(backend, "sqs", made["AccessKeyId"], made["SecretAccessKey"])
        assert account in own.create_queue(QueueName="mine")["QueueUrl"]
        assert session.client("sqs").get_queue_url(QueueName="mine")
        iam.update_access_key(UserName="ana", AccessKeyId=made["AccessKeyId"], Status="Inactive")
        with pytest.raises(ClientError):
            own.list_queues()
        iam.delete_access_key(UserName="ana", AccessKeyId=made["AccessKeyId"])
        with pytest.raises(ClientError):
            own.list_queues()

    def test_each_environment_of_a_function_has_credentials_of_its_own(
        self, backend: EmbeddedBackend, session: Session, account: str
    ) -> None:
        source = (
            "import boto3, os, time\n"
            "def handler(event, context):\n"
            "    time.sleep(event['seconds'])\n"
            "    names = 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'\n"
            "    return [os.environ[name] for name in names] + [boto3.client('sts').get_caller_identity()['Arn']]\n"
        )
        function = deploy(session, account, source, name="who", Timeout=20)
        answers: list[Any] = []

        def invoke() -> None:
            answers.append(function.invoke({"seconds": 2}).value)

        both = [threading.Thread(target=invoke) for _ in range(2)]
        [thread.start() for thread in both]
        [thread.join() for thread in both]
        one, other = answers
        assert one[3] == other[3] == f"arn:aws:sts::{account}:assumed-role/any/who"
        assert not set(one[:3]) & set(other[:3])
        assert one[0].startswith("ASIA")
        again = function.invoke({"seconds": 0}).value
        assert again in (one, other)
        key, secret, token, _arn = one
        assert client(backend, "sts", key, secret, token).get_caller_identity()["Account"] == account
        with pytest.raises(ClientError):
            client(backend, "sts", "000000000000", secret).get_caller_identity()

    def test_a_function_signs_addresses_that_work_outside(self, session: Session, account: str) -> None:
        bucket = f"claims-{secrets.token_hex(6)}"
        session.client("s3").create_bucket(Bucket=bucket)
        source = (
            "import boto3, urllib.request\n"
            "from botocore.config import Config\n"
            "def handler(event, context):\n"
            "    s3 = boto3.client('s3', config=Config(signature_version=event['version']))\n"
            "    place = {'Bucket': event['bucket'], 'Key': 'a b+c'}\n"
            "    s3.put_object(Body=b'claim', **place)\n"
            "    url = s3.generate_presigned_url('get_object', Params=place)\n"
            "    return [url, urllib.request.urlopen(url).read().decode()]\n"
        )
        function = deploy(session, account, source, name="claims", Timeout=20)
        for version in ("s3", "s3v4"):
            url, read = function.invoke({"bucket": bucket, "version": version}).value
            assert read == "claim"
            with urllib.request.urlopen(url, timeout=10) as answer:
                assert answer.read() == b"claim"


class TestAddressesWithIamAuthorization:
    """They are on the data plane, where everybody may knock; here only a right signature opens."""

    def statuses(self, backend: EmbeddedBackend, session: Session, url: str, service: str) -> list[int]:
        """With a right signature, a right one in the address, one of another secret, one that is made up, and none."""
        wrong = boto3.Session("000000000000", "workshop", region_name="us-east-1")
        made_up = {"Authorization": "AWS4-HMAC-SHA256 Credential=0/20260101/us-east-1/x/aws4_request, Signature=0"}
        presigned = AWSRequest("GET", url)
        SigV4QueryAuth(session.get_credentials(), service, "us-east-1", expires=60).add_auth(presigned)
        headers = signed(session, service, "GET", url)
        tries = [
            (url, headers),
            (presigned.url, {}),
            (url, signed(wrong, service, "GET", url)),
            (url, made_up),
            (url, {}),
        ]
        return [call(backend, "GET", at, headers=given)[0] for at, given in tries]

    def test_an_http_api(self, backend: EmbeddedBackend, session: Session, account: str) -> None:
        api = HttpApi(session, account, backend.endpoint_url)
        api.add_function()
        api.route("GET /orders", AuthorizationType="AWS_IAM")
        api.stage()
        url = f"http://{api.id}.execute-api.localhost:{backend.port}/orders"
        assert self.statuses(backend, session, url, "execute-api") == [200, 200, 403, 403, 403]

    def test_a_rest_api(self, backend: EmbeddedBackend, session: Session, account: str) -> None:
        api = RestApi(session, account)
        api.proxy("/orders", authorizationType="AWS_IAM")
        api.deploy()
        url = f"http://{api.id}.execute-api.localhost:{backend.port}/dev/orders"
        found = self.statuses(backend, session, url, "execute-api")
        assert found[0] == 200 and found[2:] == [403, 403, 403]

    def test_a_function_url(self, backend: EmbeddedBackend, session: Session, account: str) -> None:
        deploy(session, account, "def handler(event, context):\n    return 'hello'\n", name="target")
        functions = session.client("lambda")
        url = functions.create_function_url_config(FunctionName="target", AuthType="AWS_IAM")["FunctionUrl"]
        number = urlsplit(url).netloc.partition(".")[0]
        at = f"{backend.endpoint_url}/_aws/lambda-url/{number}/"
        assert self.statuses(backend, session, at, "lambda") == [200, 200, 403, 403, 403]

    def test_a_websocket_api(self, backend: EmbeddedBackend, session: Session, account: str) -> None:
        api = socket_api(session, account, backend.endpoint_url, routes=("$default",))
        api.route("$connect", AuthorizationType="AWS_IAM")
        url = f"{backend.endpoint_url}/_aws/execute-api/{api.id}/dev"
        with api.connect(additional_headers=self.own(session, url)):
            pass
        with pytest.raises(InvalidStatus):
            api.visit()
        wrong = boto3.Session("000000000000", "workshop", region_name="us-east-1")
        with pytest.raises(InvalidStatus), api.connect(additional_headers=self.own(wrong, url)):
            pass

    @staticmethod
    def own(session: Any, url: str) -> dict[str, str]:
        """The signature's headers, without the host, which the client writes itself."""
        headers = signed(session, "execute-api", "GET", url)
        return {name: value for name, value in headers.items() if name != "Host"}
