"""The settings for asynchronous invocation, of a function and of the names of its versions."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambda_workshop.cloud import Cloud, functions


class Lambda:
    """A Lambda client whose function has settings for its alias `live` only."""

    def get_function_event_invoke_config(self, FunctionName: str, Qualifier: str = "$LATEST") -> dict[str, Any]:
        if Qualifier == "broken":
            raise ClientError({"Error": {"Code": "ServiceException"}}, "GetFunctionEventInvokeConfig")
        if Qualifier != "live":
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetFunctionEventInvokeConfig")
        return {"MaximumRetryAttempts": 0}


class Session:
    def client(self, service: str) -> Any:
        assert service == "lambda"
        return Lambda()


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(Session())


def test_an_alias_has_settings_of_its_own(cloud: Cloud) -> None:
    assert functions.event_settings(cloud, "pricer", qualifier="live") == {"MaximumRetryAttempts": 0}
    assert functions.event_settings(cloud, "pricer") is None


def test_another_refusal_is_not_taken_for_no_settings(cloud: Cloud) -> None:
    with pytest.raises(ClientError, match="ServiceException"):
        functions.event_settings(cloud, "pricer", qualifier="broken")
