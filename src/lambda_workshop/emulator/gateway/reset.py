"""Empty the cloud: everything, or what one account has."""

from __future__ import annotations

from lambda_workshop.emulator.fallback import asgi
from lambda_workshop.emulator.services.lambda_service import execution
from lambda_workshop.emulator.services.websocket_api import connections


def reset(account: str | None = None) -> None:
    """Remove all resources, or those of one 12-digit account; its functions' processes end with them.

    Returns when they are gone. A service that fails to reset is logged, and the others are reset all the same.
    """
    if account is None:
        asgi.reset()
        return
    asgi.forget(account)
    execution.forget_account(account)
    connections.close_all(lambda connection: connection.place.account == account)
