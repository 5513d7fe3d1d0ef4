"""Empty the cloud: everything, or what one account has."""

from __future__ import annotations

import logging
import sys
from types import ModuleType
from typing import Any

from lambda_workshop.emulator.services.lambda_service import execution
from lambda_workshop.emulator.services.websocket_api import connections

_log = logging.getLogger(__name__)


def reset(account: str | None = None) -> None:
    """Remove all resources, or those of one 12-digit account; its functions' processes end with them.

    Returns when they are gone. A service that fails to reset is logged, and the others are reset all the same.
    """
    if account is None:
        import ministack.app

        ministack.app._reset_all_state()
        return
    for module in _service_modules():
        for value in list(vars(module).values()):
            _forget(value, account)
    _forget_workers(account)
    execution.forget_account(account)
    connections.close_all(lambda connection: connection.place.account == account)


def _service_modules() -> list[ModuleType]:
    return [module for name, module in list(sys.modules.items()) if name.startswith("ministack.")]


def _forget(value: Any, account: str) -> None:
    from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict

    if isinstance(value, AccountScopedDict | AccountRegionScopedDict):
        for key in [key for key in list(value._data) if key[0] == account]:
            value._data.pop(key, None)


def _forget_workers(account: str) -> None:
    """End MiniStack's own workers of this account (the runtimes that the embedded backend leaves to it)."""
    from ministack.core import lambda_runtime

    for key in [key for key in list(lambda_runtime._workers) if str(key).startswith(f"{account}:")]:
        workers = lambda_runtime._workers.pop(key, None)
        for worker in workers if isinstance(workers, list) else [workers]:
            if hasattr(worker, "kill"):
                worker.kill()
