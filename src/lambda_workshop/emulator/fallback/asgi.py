"""MiniStack as a whole: its application, what an address means to it, and its state."""

from __future__ import annotations

import sys
from typing import Any

from lambda_workshop.emulator.fallback.ministack import app, lambda_runtime, responses, router


def application() -> Any:
    """The ASGI application that answers for every service."""
    return app.app


def api_at(host: str, path: str) -> tuple[str, str, str] | None:
    """The API's id, the stage and the path within it, when the address is one of an API."""
    return app._parse_execute_api_url(host, path)


def distribution_at(host: str) -> str | None:
    """The first label of a distribution's domain name, when the host is one."""
    return app._parse_cloudfront_dataplane_host(host)


def may_be_load_balancer(host: str, path: str) -> bool:
    """Whether the address has the form of a load balancer's."""
    return app._is_potential_alb_request(host, path)


def bucket_in(host: str) -> str:
    """The bucket that the host name of a request names; empty when it names none."""
    return app._extract_s3_vhost_bucket(host) or ""


def bucket_at(host: str, path: str) -> tuple[str, str]:
    """The bucket and the key at this address; both empty when there is no such bucket."""
    return app._s3_cors_target(host, path) or ("", "")


def service_of(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]) -> str:
    """The service that MiniStack hands this request to, by its own name, such as `s3`."""
    return router.detect_service(method, path, headers, app._routing_params(method, path, headers, body, query))


def reset() -> None:
    """Remove all resources of all accounts."""
    app._reset_all_state()


def forget(account: str) -> None:
    """Remove all resources of one account, and end MiniStack's own workers of it.

    MiniStack runs the functions in them whose runtime the emulator leaves to it.
    """
    scoped = (responses.AccountScopedDict, responses.AccountRegionScopedDict)
    for module in [module for name, module in list(sys.modules.items()) if name.startswith("ministack.")]:
        for store in [value for value in list(vars(module).values()) if isinstance(value, scoped)]:
            for key in [key for key in list(store._data) if key[0] == account]:
                store._data.pop(key, None)
    for key in [key for key in list(lambda_runtime._workers) if str(key).startswith(f"{account}:")]:
        workers = lambda_runtime._workers.pop(key, None)
        for worker in workers if isinstance(workers, list) else [workers]:
            if hasattr(worker, "kill"):
                worker.kill()
