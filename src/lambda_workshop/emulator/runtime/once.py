"""Run a handler's source on some events, in an environment of its own, with no backend: what `handle` checks do."""

from __future__ import annotations

import json
import os
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lambda_workshop.emulator.runtime.environment import TIMED_OUT, Environment, FunctionSpec, Invocation, Outcome
from lambda_workshop.emulator.runtime.process import SpawnLauncher
from lambda_workshop.emulator.runtime.variables import function_variables

PREFIX_VARIABLE = "WORKSHOP_HANDLER_PREFIX"
"""A command, as a JSON list, that confines the process of a handler under test; a grader sets it."""

_AFTER_A_TIMEOUT_SECONDS = 1.0


def run_handler(
    source: str,
    events: Sequence[object],
    *,
    timeout: float = 3.0,
    memory_mb: int = 512,
    env: Mapping[str, str] | None = None,
    handler_name: str = "handler",
    files: Mapping[str, str] | None = None,
    name: str = "handler-under-test",
) -> list[Outcome]:
    """Invoke `handler_name` of the source text on each event, in order; returns one outcome for each event.

    One environment serves all events, so that globals survive as on AWS; after a time-out or an exit, a new one is
    started for the rest. No thread, process or file is left. A source that cannot be loaded gives that error for
    every event. The time is long enough for a busy machine; once it was not, each event after that gets at most a
    second, so that a handler which never ends does not cost its time for every event.

    Args:
        source: the text of `index.py`.
        events: anything that JSON can carry.
        timeout: seconds for each invocation, up to the first that needs more.
        memory_mb: the memory limit.
        env: the function's environment variables.
        handler_name: the function in the source to call.
        files: more files beside `index.py`, by name.
        name: the function's name, as its context tells it.

    Raises:
        RuntimeStartError: no process can be started.
    """
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="lambda-workshop-handler-") as folder:
        code = Path(folder)
        prefix = json.loads(os.environ.get(PREFIX_VARIABLE) or "[]")
        if prefix:
            # Whoever the process then is: it reads these files, and writes to its room's own.
            code.chmod(0o755)
        (code / "index.py").write_text(source, encoding="utf-8")
        for file_name, text in (files or {}).items():
            (code / file_name).write_text(text, encoding="utf-8")
        arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
        spec = FunctionSpec(
            handler=f"index.{handler_name}",
            code_dir=code.resolve(),
            variables=function_variables(
                name=name,
                handler=f"index.{handler_name}",
                memory_mb=memory_mb,
                own=env or {},
                temporary="/tmp" if prefix else folder,
            ),
            memory_mb=memory_mb,
            timeout=timeout,
        )
        environment: Environment | None = None
        try:
            for event in events:
                printed: list[str] = []
                if environment is None:
                    environment = Environment.start(spec, SpawnLauncher(prefix), printed.append, freezes=False)
                if environment.init_error is not None:
                    outcomes.append(environment.init_error)
                    continue
                payload = json.dumps(event).encode()
                outcome = environment.invoke(Invocation(payload, str(uuid.uuid4()), arn))
                outcomes.append(outcome)
                if outcome.ended:
                    environment = None
                if outcome.error == TIMED_OUT:
                    spec = replace(spec, timeout=min(timeout, _AFTER_A_TIMEOUT_SECONDS))
        finally:
            if environment is not None:
                environment.stop()
    return outcomes
