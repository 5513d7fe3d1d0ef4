"""Runs a function once, now: concurrency, environment, log, answer. Every path of MiniStack's comes through here.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html
"""

from __future__ import annotations

import contextvars
import functools
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lambda_workshop.aws.facts import lambda_functions as facts
from lambda_workshop.emulator.fallback import lambda_functions
from lambda_workshop.emulator.runtime.environment import Invocation, Outcome
from lambda_workshop.emulator.runtime.process import ForkLauncher, RuntimeStartError, make_launcher
from lambda_workshop.emulator.services.lambda_service import logs
from lambda_workshop.emulator.services.lambda_service.environments import Environments, Place, Warm

RESPONSE_BYTES = facts.SYNCHRONOUS_PAYLOAD.value + 100
"""The largest answer of an invocation: 6 MB, and a little more that only the error's text mentions."""

PENDING_SECONDS = 0.2
"""How long a created or updated function is not ready yet: long enough to be seen, as on AWS."""

request_id_to_use: contextvars.ContextVar[str] = contextvars.ContextVar("request_id_to_use", default="")
"""The id of the next invocation in this context; the retries of an event keep theirs."""
client_context_to_pass: contextvars.ContextVar[Any] = contextvars.ContextVar("client_context_to_pass", default=None)


@functools.cache
def environments() -> Environments:
    """The one pool of this server; made when the first function runs, or `warm_up` is called."""
    return Environments(_launcher())


@functools.cache
def _launcher() -> Any:
    return make_launcher()


def warm_up() -> None:
    """Start what function processes are forked from, in the background, so that the first function need not wait."""
    launcher = _launcher()
    if isinstance(launcher, ForkLauncher):
        threading.Thread(target=launcher.warm_up, name="fork-server-start", daemon=True).start()


def dispatch(
    function: dict[str, Any], config: dict[str, Any], event: object, request_id: str, started: float
) -> dict[str, Any]:
    """Replace `lambda_svc._execute_function_dispatch`: Python functions run here, others where MiniStack runs them.

    So do the steps of a durable execution, whose record MiniStack keeps.
    """
    request_id = request_id_to_use.get() or request_id
    python = str(config.get("Runtime", "")).startswith("python")
    if lambda_functions.is_durable_step() or not python or not function.get("code_zip"):
        return lambda_functions.execute_elsewhere(function, config, event, request_id, started)
    return run(function, config, event, request_id)


def run(function: dict[str, Any], config: dict[str, Any], event: object, request_id: str) -> dict[str, Any]:
    """Invoke the function once and return MiniStack's form of the result.

    `body` is the answer or the error as data, `payload` the same as the bytes that the function wrote, `error`
    whether it failed, `log` the end of the log with START, END and REPORT.
    """
    account, region = lambda_functions.place_of(config)
    place = Place(account, region, str(config["FunctionName"]))
    try:
        warm = environments().acquire(place, function, config)
    except RuntimeStartError as error:
        return _failed({"errorType": "Runtime.StartError", "errorMessage": str(error)}, [])
    ended = True
    try:
        outcome, lines = _invoke(warm, config, event, request_id)
        ended = outcome.ended
    except RuntimeStartError as error:
        return _failed({"errorType": "Runtime.StartError", "errorMessage": str(error)}, [])
    finally:
        environments().release(warm, ended=ended)
    body = json.loads(outcome.payload)
    if outcome.error is not None:
        return _failed(body, lines) | {"payload": outcome.payload}
    return {"body": body, "payload": outcome.payload, "log": logs.tail(lines)}


def _failed(body: dict[str, Any], lines: list[str]) -> dict[str, Any]:
    return {"body": body, "error": True, "function_error": "Unhandled", "log": logs.tail(lines)}


def _invoke(warm: Warm, config: dict[str, Any], event: object, request_id: str) -> tuple[Outcome, list[str]]:
    """One invocation with its log; returns what came of it and the lines of this invocation."""
    lines: list[str] = []

    def write(line: str) -> None:
        lines.append(line)
        warm.stream.write(line)

    environment, platform = warm.environment, warm.platform
    first_init = environment.init_error
    init_ms = environment.init_ms if warm.fresh and first_init is None else None
    if first_init is not None:
        warm.stream.write(platform.init_report(first_init, "init"))
    write(platform.start(request_id, warm.version))
    spent_ms = _load_again(warm, write, request_id) if first_init is not None and not warm.retired else 0.0
    if environment.init_error is not None:
        outcome = environment.init_error
    else:
        invocation = Invocation(
            json.dumps(event).encode(),
            request_id,
            arn=str(config.get("FunctionArn", "")),
            client_context=client_context_to_pass.get(),
            trace_id=_trace_id(),
        )
        left = max(environment.spec.timeout - spent_ms / 1000, 0.001)
        outcome = environment.invoke(invocation, on_line=write, seconds=left)
        outcome = replace(outcome, duration_ms=outcome.duration_ms + spent_ms)
        if outcome.error is None and len(outcome.payload) > RESPONSE_BYTES:
            outcome = _too_large(outcome)
    for line in platform.end(request_id, outcome, environment.spec.memory_mb, init_ms):
        write(line)
    warm.fresh = False
    warm.stream.deliver()
    return outcome, lines


def _load_again(warm: Warm, write: Callable[[str], None], request_id: str) -> float:
    """A handler that could not be loaded gets a second try, now within the function's time-out; returns its ms.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
    """
    environment = warm.environment
    environment.load_again(write, seconds=environment.spec.timeout, request_id=request_id)
    if environment.init_error is not None:
        write(warm.platform.init_report(environment.init_error, "invoke"))
    return environment.init_ms


def _too_large(outcome: Outcome) -> Outcome:
    """An answer over the quota is an error for the caller, not a shorter answer."""
    error = {
        "errorMessage": f"Response payload size exceeded maximum allowed payload size ({RESPONSE_BYTES} bytes).",
        "errorType": "Function.ResponseSizeTooLarge",
    }
    return replace(outcome, payload=json.dumps(error).encode(), error=error["errorType"])


def _trace_id() -> str:
    root = f"1-{uuid.uuid4().hex[:8]}-{uuid.uuid4().hex[:24]}"
    return (
        f"Root={root};Parent={uuid.uuid4().hex[:16]};Sampled=0;Lineage=1:workshop:{lambda_functions.invocation_depth()}"
    )


def invalidate(name: str, qualifier: str | None = None, account: str | None = None, region: str | None = None) -> None:
    """Replace `lambda_svc.invalidate_worker`: the function was changed or deleted, its environments go."""
    lambda_functions.end_workers(name, qualifier, account, region)

    def matches(warm: Warm) -> bool:
        place = warm.place
        return (
            place.name == name
            and (account is None or place.account == account)
            and (region is None or place.region == region)
            and (qualifier is None or warm.version == qualifier)
        )

    environments().retire(matches)


def reset() -> None:
    """Replace `lambda_runtime.reset`: all environments go, whatever they are doing."""
    lambda_functions.end_all_workers()
    environments().retire(lambda _warm: True, now=True)


def forget_account(account: str) -> None:
    """All environments of one account go, whatever they are doing."""
    environments().retire(lambda warm: warm.place.account == account, now=True)
