"""A user pool under test, with one function behind its triggers that writes down every event."""

from __future__ import annotations

import base64
import json
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from deployed import deploy

from lambda_workshop.cloud import Cloud, mailbox

if TYPE_CHECKING:
    from localstack_client.session import Session

PASSWORD = "Tulips-and-1-press"
ANA = "ana@inkwell.example"
NUMBER = "+420601234567"
FLOWS = (
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
)
ALL = (
    "PreSignUp",
    "CustomMessage",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "PreTokenGeneration",
    "UserMigration",
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
)


def attributes(**named: str) -> list[dict[str, str]]:
    """Attributes as the API takes them."""
    return [{"Name": name, "Value": value} for name, value in named.items()]


class UserPool:
    """A pool, an app client, and the function that its triggers call.

    `body` is what the function does before it returns the event: `event`, `source` (the trigger source), `request`
    and `response` are at hand.
    """

    def __init__(
        self,
        session: Session,
        account: str,
        body: str = "",
        *,
        triggers: Iterable[str] = ALL,
        permission: bool = True,
        client: dict[str, Any] | None = None,
        function: dict[str, Any] | None = None,
        config: dict[str, Any] | None = None,
        **settings: Any,
    ) -> None:
        self.session = session
        self.cloud = Cloud(session)
        self.idp = session.client("cognito-idp", config=Config(retries={"total_max_attempts": 1}))
        source = (
            "import json, time\n\n\ndef handler(event, context):\n    print('event', json.dumps(event))\n"
            "    source, request, response = event['triggerSource'], event['request'], event['response']\n"
            f"{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n    return event\n"
        )
        self.function = deploy(session, account, source, name="trigger", **(function or {}))
        self.function_arn = f"arn:aws:lambda:us-east-1:{account}:function:trigger"
        created = self.idp.create_user_pool(
            PoolName="inkwell",
            LambdaConfig={**dict.fromkeys(triggers, self.function_arn), **self._config(config)},
            **{"AutoVerifiedAttributes": ["email"]} | settings,
        )["UserPool"]
        self.id, self.arn = created["Id"], created["Arn"]
        if permission:
            session.client("lambda").add_permission(
                FunctionName="trigger",
                StatementId="user-pool",
                Action="lambda:InvokeFunction",
                Principal="cognito-idp.amazonaws.com",
                SourceArn=self.arn,
            )
        self.client_id = self.idp.create_user_pool_client(
            UserPoolId=self.id, ClientName="shop", **{"ExplicitAuthFlows": list(FLOWS)} | (client or {})
        )["UserPoolClient"]["ClientId"]

    def _config(self, config: dict[str, Any] | None) -> dict[str, Any]:
        """The configuration with this function's ARN in the entries that have a version."""
        return {name: {**value, "LambdaArn": self.function_arn} for name, value in (config or {}).items()}

    def sign_up(self, username: str = "ana", **more: Any) -> dict[str, Any]:
        """SignUp with an address."""
        wanted = {"UserAttributes": attributes(email=ANA), "Password": PASSWORD} | more
        return dict(self.idp.sign_up(ClientId=self.client_id, Username=username, **wanted))

    def confirmed(self, username: str = "ana", **more: Any) -> None:
        """A user who has signed up and given the code back."""
        self.sign_up(username, **more)
        self.idp.confirm_sign_up(ClientId=self.client_id, Username=username, ConfirmationCode=self.mail().code)

    def mail(self, to: str = ANA) -> mailbox.Message:
        """The newest message to this address."""
        return mailbox.latest(self.cloud, to, pool=self.id)

    def initiate(self, flow: str = "USER_PASSWORD_AUTH", username: str = "ana", **more: Any) -> dict[str, Any]:
        """InitiateAuth, with the password where the flow takes one."""
        parameters = {"USERNAME": username} | ({} if flow == "CUSTOM_AUTH" else {"PASSWORD": PASSWORD})
        wanted = {"AuthParameters": parameters | more.pop("parameters", {})} | more
        return dict(self.idp.initiate_auth(ClientId=self.client_id, AuthFlow=flow, **wanted))

    def answer(
        self, challenge: dict[str, Any], *, metadata: dict[str, str] | None = None, **responses: str
    ) -> dict[str, Any]:
        """RespondToAuthChallenge."""
        more = {"ClientMetadata": metadata} if metadata else {}
        return dict(
            self.idp.respond_to_auth_challenge(
                ClientId=self.client_id,
                ChallengeName=challenge["ChallengeName"],
                Session=challenge["Session"],
                ChallengeResponses={"USERNAME": "ana"} | responses,
                **more,
            )
        )

    def user(self, username: str = "ana") -> dict[str, Any]:
        """AdminGetUser, with the attributes by name."""
        found = self.idp.admin_get_user(UserPoolId=self.id, Username=username)
        return dict(found) | {"Attributes": {item["Name"]: item["Value"] for item in found["UserAttributes"]}}

    def events(self) -> list[dict[str, Any]]:
        """Every event that the function got, in order."""
        streams = self.function.streams() if self.function_logs() else {}
        lines = [line for stream in streams.values() for line in stream]
        return [json.loads(line.removeprefix("event ")) for line in lines if line.startswith("event {")]

    def function_logs(self) -> bool:
        """Whether the function has run."""
        groups = self.function.logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/trigger")["logGroups"]
        return bool(groups)

    def sources(self) -> list[str]:
        """The trigger sources of these events."""
        return [event["triggerSource"] for event in self.events()]

    def event(self, source: str) -> dict[str, Any]:
        """The newest event of this trigger source."""
        return [event for event in self.events() if event["triggerSource"] == source][-1]


def claims(token: str) -> dict[str, Any]:
    """What a token says."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


@contextmanager
def refused(code: str, message: str | None = None) -> Iterator[None]:
    """Expect AWS's error of this code, and of this text if one is given."""
    with pytest.raises(ClientError) as caught:
        yield
    error = caught.value.response["Error"]
    assert error["Code"] == code, error
    if message is not None:
        assert error["Message"] == message
