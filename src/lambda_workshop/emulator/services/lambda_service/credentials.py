"""What a function signs with: temporary credentials of its role, its own in each environment.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback import keys, lambda_functions

LIFETIME = 12 * 3600.0
"""Seconds for which they are good: no environment lives that long."""
_KEY_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def lend(account: str, config: Mapping[str, Any]) -> dict[str, str]:
    """Fresh credentials of the role of a function, as the variables in which every SDK looks for them.

    They are the session `assumed-role/ROLE/FUNCTION` of the account, and good for LIFETIME.
    """
    key = "ASIA" + "".join(secrets.choice(_KEY_CHARACTERS) for _ in range(16))
    secret, token = secrets.token_urlsafe(30), secrets.token_urlsafe(96)
    role, function = str(config.get("Role") or ""), str(config.get("FunctionName") or "")
    keys.lend(key, secret, token, role=role, session=function, account=account, seconds=LIFETIME)
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def variables(account: str, config: Mapping[str, Any]) -> dict[str, str]:
    """With which a function of this configuration reaches the backend: its credentials, and the address."""
    return {"AWS_ENDPOINT_URL": os.environ.get("AWS_ENDPOINT_URL", ""), **lend(account, config)}


def execution_credentials(config: Mapping[str, Any]) -> dict[str, str]:
    """Replace `lambda_runtime.execution_credentials`, for the runtimes that MiniStack runs."""
    account, _region = lambda_functions.place_of(dict(config))
    return lend(account, config)
