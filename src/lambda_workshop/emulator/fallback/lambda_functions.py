"""Functions, their versions, aliases, policies and URLs, their execution, and event source mappings.

To execute takes a function's record whose `config` is that of the version or alias that is meant; `find` and
`find_version` give such a one.
"""

from __future__ import annotations

import threading
from typing import Any

from lambda_workshop.emulator.fallback.ministack import (
    Record,
    Response,
    Store,
    concurrency,
    lambda_runtime,
    lambda_svc,
)


def functions() -> Store[Record]:
    """The functions by name."""
    return lambda_svc._functions


def find(reference: str, *, account: str | None = None, region: str | None = None) -> Record | None:
    """The function, version or alias of this name or ARN, to be executed; None when there is none.

    In the account and region that are current, unless others are named; an ARN of another account finds nothing.
    """
    record, config, _name = lambda_svc._get_func_record_for_ref_in_scope(reference, account_id=account, region=region)
    return lambda_svc._execution_record_for_config(record, config) if record and config else None


def find_version(name: str, qualifier: str | None) -> Record | None:
    """The version or alias of this function, to be executed; without a qualifier, $LATEST. None when there is none."""
    record, config = lambda_svc._get_func_record_for_qualifier(name, qualifier)
    return lambda_svc._execution_record_for_config(record, config) if record and config else None


def execute(function: Record, event: object) -> Record:
    """Run a function and return how it ended: `body`, `log`, and `error` or `throttle` when it failed."""
    return lambda_svc._execute_function_with_config_scope(function, event)


def accept(function: Record, event: object) -> None:
    """Take the event of an asynchronous invocation, and return at once."""
    lambda_svc.invoke_async_with_retry(function, event)


def arn_of(name: str) -> str:
    """The ARN of the function of this name in the current account and region."""
    return lambda_svc._func_arn(name)


def name_of(reference: str) -> str:
    """The function's name in a name or an ARN."""
    return lambda_svc._resolve_name(reference)


def name_and_qualifier(reference: str) -> tuple[str, str | None]:
    """The function's name and the qualifier, if any, in a name or an ARN."""
    return lambda_svc._resolve_name_and_qualifier(reference)


def own_name_and_qualifier(reference: str) -> tuple[str, str | None]:
    """The same for what belongs to the current account and region; any other ARN is taken for a name."""
    return lambda_svc._resolve_request_scoped_name_and_qualifier(reference)


def place_of(config: Record) -> tuple[str, str]:
    """The account and the region of the function that has this configuration."""
    return lambda_svc._account_region_from_function_config(config)


def is_elsewhere(config: Record) -> bool:
    """Whether the function that has this configuration is in another account or region than the current one."""
    return lambda_svc._function_config_scope_mismatch(config)


def event_invoke_config(function: Record, qualifier: str | None) -> Record:
    """The configuration for asynchronous invocation; empty without one."""
    return lambda_svc._event_invoke_config(function, qualifier) or {}


def reserved_concurrency(function: Record) -> int | None:
    """The concurrency that is reserved for the function; None when none is."""
    return lambda_svc._reserved_concurrency(function, function.get("config") or {})


def layer_of(attachment: str | Record) -> bytes | None:
    """The archive of an attached layer, also of a version that was deleted since."""
    return lambda_svc._resolve_layer_zip(attachment)


def qualifier_of(path_qualifier: str | None, query: Record | None) -> str | None:
    """The qualifier that a request names, in its path or its query."""
    return lambda_svc._qualifier_from_path_or_query(path_qualifier, query)


def policy_arn(name: str, qualifier: str | None) -> str:
    """The ARN that a resource policy's statements for this function, version or alias name."""
    return lambda_svc._policy_resource_arn(name, qualifier)


def qualifier_error(name: str, qualifier: str | None) -> Response | None:
    """The refusal of a qualifier that the function does not have."""
    return lambda_svc._validate_function_qualifier_exists(name, qualifier)


def url_of(url_id: str) -> tuple[str, str, str, str | None, Record] | None:
    """The account, region, function, qualifier and configuration of a function URL."""
    return lambda_svc.resolve_function_url(url_id)


def invocation_depth() -> int:
    """How many functions stand in the chain that led to the invocation under way."""
    return lambda_svc._invoke_depth.get()


def set_invocation_depth(depth: int) -> None:
    """Say so, of what the current context invokes."""
    lambda_svc._invoke_depth.set(depth)


def loop_refusal(name: str, function: Record, depth: int) -> Response | None:
    """The answer of an invocation that belongs to a loop which Lambda has to end."""
    return lambda_svc._recursive_loop_drop(name, function, depth)


def is_durable_step() -> bool:
    """Whether what runs now is a step of a durable execution."""
    return bool(lambda_svc._durable_ctx.get())


def execute_elsewhere(function: Record, config: Record, event: object, request_id: str, started: float) -> Record:
    """Run a function in MiniStack's own way: for runtimes that the emulator has not, and durable executions."""
    return lambda_svc.original._execute_function_dispatch(function, config, event, request_id, started)


async def invoke_durably(
    name: str, event: object, headers: dict[str, str], path_qualifier: str | None, query: Record | None
) -> Any:
    """Invoke for a function whose executions are durable."""
    return await lambda_svc.original._invoke(name, event, headers, path_qualifier, query)


def end_workers(name: str, qualifier: str | None, account: str | None, region: str | None) -> None:
    """End MiniStack's own workers of a function that was changed or deleted."""
    lambda_svc.original.invalidate_worker(name, qualifier=qualifier, account=account, region=region)


def end_all_workers() -> None:
    """End MiniStack's own workers of all functions."""
    lambda_runtime.original.reset()


def mappings() -> Store[Record]:
    """The event source mappings by UUID."""
    return lambda_svc._esms


def mappings_everywhere() -> list[tuple[str, str, Record]]:
    """The event source mappings of all accounts, each with its account and region."""
    return list(lambda_svc._iter_all_esms())


def mapping_signal() -> threading.Event:
    """Set when an event source mapping has changed, or its source may have something."""
    return concurrency.esm_wake
