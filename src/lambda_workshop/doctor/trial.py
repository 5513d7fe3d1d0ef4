"""Does what a lesson does, in a kernel as JupyterLab starts it: makes a function, calls it, removes it."""

from __future__ import annotations

import ast
import io
import json
import os
import time
import zipfile
from collections.abc import Mapping
from subprocess import DEVNULL
from typing import Any

from lambda_workshop.doctor.finding import Finding

_KERNEL_SECONDS, _FUNCTION_SECONDS = 60.0, 60.0
_CODE = "def handler(event, context):\n    return event['number'] * 2\n"
_NAME = "workshop-doctor"


def examine(env: Mapping[str, str]) -> list[Finding]:
    """Start a kernel with the caller's variables and have it try; what it says, by what failed first."""
    from jupyter_client.manager import start_new_kernel

    began = time.monotonic()
    try:
        manager, client = start_new_kernel(_KERNEL_SECONDS, kernel_name="python3", env=dict(env), stderr=DEVNULL)
    except Exception as error:
        # Whatever went wrong in another program: that a kernel cannot start is the finding.
        return [Finding("kernel", False, f"does not start: {type(error).__name__}: {error}", "make clean lab")]
    try:
        found = [Finding("kernel", True, f"starts in {time.monotonic() - began:.1f} s")]
        reply = client.execute(
            "pass",
            silent=True,
            user_expressions={"said": f"__import__({__name__!r}, fromlist=['x']).make_call_remove()"},
            reply=True,
            timeout=_FUNCTION_SECONDS,
        )
        return [*found, _function(reply["content"].get("user_expressions", {}).get("said", {}))]
    except Exception as error:
        text = f"the kernel did not answer: {type(error).__name__}: {error}"
        return [Finding("kernel", False, text, "free -m; close other programs, then `workshop doctor` again")]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _function(said: Mapping[str, Any]) -> Finding:
    if said.get("status") != "ok":
        text = f"could not be tried: {said.get('ename', 'no answer')}: {said.get('evalue', '')}"
        return Finding("a function", False, text, "workshop stop, then this notebook's first cell again")
    tried = json.loads(ast.literal_eval(said["data"]["text/plain"]))
    if tried["error"]:
        return Finding("a function", False, f"{tried['step']}: {tried['error']}", tried["remedy"])
    return Finding(
        "a function", True, f"made, called and removed in {tried['seconds']:.1f} s with the learner's client"
    )


def make_call_remove() -> str:
    """To be called in the kernel; returns JSON: the step that failed, the error (empty: none), what helps, seconds."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    from lambda_workshop.backends import BackendError
    from lambda_workshop.backends.choose import choose
    from lambda_workshop.cloud import Cloud, cleanup
    from lambda_workshop.setup.surroundings import keep_to_this_machine

    step, error, remedy, seconds = "reaching a backend", "", "", 0.0
    try:
        keep_to_this_machine()
        backend = choose(frozenset({"lambda"})).backend
        os.environ.update(backend.environment())
        session, began = boto3.Session(), time.monotonic()
        client = session.client("lambda")
        step = "making it"
        client.create_function(
            FunctionName=_NAME,
            Runtime="python3.13",
            Role="arn:aws:iam::000000000000:role/workshop-doctor",
            Handler="index.handler",
            Code={"ZipFile": _package()},
        )
        try:
            client.get_waiter("function_active_v2").wait(FunctionName=_NAME)
            step = "calling it"
            answer = client.invoke(FunctionName=_NAME, Payload=b'{"number": 21}')["Payload"].read()
            if answer != b"42":
                error = f"it answered {answer[:200]!r}, not 42"
        finally:
            # The function and its log.
            cleanup.remove(Cloud(session), (_NAME,), ("lambda", "logs"))
        seconds = time.monotonic() - began
    except BackendError as failed:
        error, remedy = str(failed), "workshop stop; workshop start"
    except (BotoCoreError, ClientError) as failed:
        error = f"{type(failed).__name__}: {failed}"
    return json.dumps(
        {"step": step, "error": error, "remedy": remedy or "workshop stop; workshop start", "seconds": seconds}
    )


def _package() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("index.py", _CODE)
    return archive.getvalue()
