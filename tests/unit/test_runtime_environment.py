"""What a handler sees and answers, and its errors, in a function process started both ways.

https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from function_process import Deploy, init_error

# What a handler gets and gives


def test_the_event_goes_in_and_the_return_value_comes_out(deploy: Deploy) -> None:
    function = deploy("def handler(event, context):\n    return event\n")
    events: tuple[object, ...] = ({"a": [1, None, "ž"]}, "text", 7, None, [], "x" * 3_000_000)
    for event in events:
        assert function.value(event) == event


def test_the_environment_is_reused_and_its_globals_survive_an_exception(deploy: Deploy) -> None:
    function = deploy(
        "count = 0\n"
        "def handler(event, context):\n"
        "    global count\n"
        "    count += 1\n"
        "    if event == 'boom':\n"
        "        raise ValueError('boom')\n"
        "    return count\n"
    )
    assert function.value() == 1
    assert function.error("boom")["errorType"] == "ValueError"
    assert function.value() == 3


def test_the_context_is_complete(deploy: Deploy) -> None:
    source = (
        "def handler(event, context):\n"
        "    client = context.client_context\n"
        "    return {\n"
        "        'names': [context.function_name, context.function_version, context.memory_limit_in_mb],\n"
        "        'arn': context.invoked_function_arn, 'id': context.aws_request_id,\n"
        "        'logs': [context.log_group_name, context.log_stream_name],\n"
        "        'left': context.get_remaining_time_in_millis(),\n"
        "        'identity': context.identity.cognito_identity_id,\n"
        "        'client': client and [client.custom, client.client.app_title],\n"
        "    }\n"
    )
    function = deploy(source, timeout=5.0)
    told = function.value(
        request_id="id-1", arn="arn:f", client_context={"custom": {"a": "b"}, "client": {"app_title": "shop"}}
    )
    assert told["names"] == ["f", "$LATEST", "128"]
    assert (told["arn"], told["id"]) == ("arn:f", "id-1")
    assert told["logs"][0] == "/aws/lambda/f"
    assert 3000 < told["left"] <= 5000
    assert told["identity"] is None
    assert told["client"] == [{"a": "b"}, "shop"]
    assert function.value()["client"] is None


def test_nothing_of_the_host_is_in_the_environment(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "secret")
    function = deploy("import os\ndef handler(event, context):\n    return dict(os.environ)\n", own={"TABLE": "orders"})
    variables = function.value()
    assert "SECRET_OF_THE_HOST" not in variables
    assert variables["TABLE"] == "orders"
    assert variables["_HANDLER"] == "index.handler"
    assert variables["TZ"] == ":UTC"
    assert variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "128"


def test_only_what_aws_bundles_can_be_imported(deploy: Deploy) -> None:
    names = [
        "boto3",
        "botocore",
        "urllib3",
        "dateutil",
        "ministack",
        "lambda_workshop",
        "psutil",
        "bootstrap",
        "pytest",
    ]
    source = (
        "import importlib.util\n"
        f"NAMES = {names}\n"
        "def handler(event, context):\n"
        "    return [name for name in NAMES if importlib.util.find_spec(name)]\n"
    )
    assert deploy(source).value() == ["boto3", "botocore", "urllib3", "dateutil"]


def test_a_package_of_the_functions_own_wins_over_the_bundled_one(deploy: Deploy, tmp_path: Path) -> None:
    layer = tmp_path / "layer"
    (layer / "boto3").mkdir(parents=True)
    (layer / "boto3" / "__init__.py").write_text("__version__ = 'mine'\n")
    source = "import boto3\ndef handler(event, context):\n    return boto3.__version__\n"
    assert deploy(source, layers=(layer,)).value() == "mine"


def test_an_api_that_has_no_host_is_called_at_the_backend(deploy: Deploy) -> None:
    source = (
        "import threading, http.server, os, boto3\n"
        "seen = []\n"
        "class Backend(http.server.BaseHTTPRequestHandler):\n"
        "    def do_POST(self):\n"
        "        seen.append(self.headers['Host'] + self.path)\n"
        "        self.send_response(200); self.send_header('content-length', '0'); self.end_headers()\n"
        "    def log_message(self, *_): pass\n"
        "server = http.server.HTTPServer(('127.0.0.1', 0), Backend)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
        "os.environ['AWS_ENDPOINT_URL'] = f'http://127.0.0.1:{server.server_port}'\n"
        "def handler(event, context):\n"
        "    url = 'https://abc123.execute-api.us-east-1.amazonaws.com/prod'\n"
        "    client = boto3.client('apigatewaymanagementapi', endpoint_url=url, region_name='us-east-1',\n"
        "                          aws_access_key_id='a', aws_secret_access_key='b')\n"
        "    client.post_to_connection(ConnectionId='c1', Data=b'hello')\n"
        "    return seen\n"
    )
    assert deploy(source, timeout=10.0).value() == ["abc123.execute-api.us-east-1.amazonaws.com/prod/@connections/c1"]


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("Decimal('3')", b"3"),
        ("Decimal('1.5')", b"1.5"),
        ("(1, 2)", b"[1, 2]"),
        ("'ž'", '"ž"'.encode()),
        ("'\\udcff'", b'"\\udcff"'),
        ("float('nan')", b"NaN"),
    ],
)
def test_return_values_are_written_as_aws_writes_them(deploy: Deploy, value: str, answer: bytes) -> None:
    outcome = deploy(f"from decimal import Decimal\ndef handler(event, context):\n    return {value}\n")()
    assert (outcome.error, outcome.payload) == (None, answer)


# Errors


def test_an_exception_comes_back_with_type_message_request_id_and_its_own_frames(deploy: Deploy) -> None:
    function = deploy(
        "def inner():\n    raise KeyError('id')\n\ndef handler(event, context):\n    print('before')\n    inner()\n"
    )
    error = function.error(request_id="id-1")
    assert error["errorMessage"] == "'id'"
    assert error["errorType"] == "KeyError"
    assert error["requestId"] == "id-1"
    assert [frame.splitlines()[0] for frame in error["stackTrace"]] == [
        '  File "/var/task/index.py", line 6, in handler',
        '  File "/var/task/index.py", line 2, in inner',
    ]
    assert function.printed[0] == "before"
    assert function.printed[1].startswith("[ERROR] KeyError: 'id'\nTraceback (most recent call last):\n")
    assert '  File "/var/task/index.py", line 6, in handler\n    inner()\n' in function.printed[1]
    assert len(function.printed) == 2


def test_frames_of_libraries_are_where_lambda_has_them(deploy: Deploy) -> None:
    body = "import json\nimport boto3\n\ndef handler(event, context):\n    {}\n"
    library = f"/var/lang/lib/python{sys.version_info.major}.{sys.version_info.minor}"
    own = deploy(body.format("json.loads('no JSON')")).error()["stackTrace"]
    assert own[-1].startswith(f'  File "{library}/json/decoder.py", line ')
    bundled = deploy(body.format("boto3.client('nothing', region_name='us-east-1')")).error()["stackTrace"]
    assert bundled[-1].startswith(f'  File "{library}/site-packages/botocore/')
    assert not any(sys.prefix in frame or sys.base_prefix in frame for frame in [*own, *bundled])


def test_an_answer_without_json_is_a_marshal_error(deploy: Deploy) -> None:
    error = deploy("def handler(event, context):\n    return {1, 2}\n").error()
    assert error["errorType"] == "Runtime.MarshalError"
    assert error["errorMessage"] == "Unable to marshal response: Object of type set is not JSON serializable"
    assert error["stackTrace"] == []


@pytest.mark.parametrize(
    ("source", "handler", "kind", "message"),
    [
        ("import nope\n", "index.handler", "Runtime.ImportModuleError",
         "Unable to import module 'index': No module named 'nope'"),
        ("", "other.handler", "Runtime.ImportModuleError",
         "Unable to import module 'other': No module named 'other'"),
        ("def other(e, c): pass\n", "index.handler", "Runtime.HandlerNotFound",
         "Handler 'handler' missing on module 'index'"),
        ("", "handler", "Runtime.MalformedHandlerName",
         "Bad handler 'handler': not enough values to unpack (expected 2, got 1)"),
        ("def handler(e, c)\n    pass\n", "index.handler", "Runtime.UserCodeSyntaxError",
         "Syntax error in module 'index': expected ':' (index.py, line 1)"),
        ("", "time.handler", "Runtime.BuiltInModuleConflict",
         "Cannot use built-in module time as a handler module"),
        ("1 / 0\n", "index.handler", "ZeroDivisionError", "division by zero"),
    ],
)  # fmt: skip
def test_a_handler_that_cannot_be_loaded_says_why(
    deploy: Deploy, source: str, handler: str, kind: str, message: str
) -> None:
    function = deploy(source, handler=handler)
    error = init_error(function)
    assert (error["errorType"], error["errorMessage"], error["requestId"]) == (kind, message, "")
    assert function.printed[0].startswith(f"[ERROR] {kind}: {message}\nTraceback (most recent call last):")


def test_a_handler_in_a_folder_is_found(deploy: Deploy, tmp_path: Path) -> None:
    layer = tmp_path / "layer"
    (layer / "pkg").mkdir(parents=True)
    (layer / "pkg" / "mod.py").write_text("def run(event, context):\n    return 'found'\n")
    assert deploy("", handler="pkg/mod.run", layers=(layer,)).value() == "found"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("sys.exit('bye')", "Runtime exited with error: exit status 1"),
        ("sys.exit(3)", "Runtime exited with error: exit status 3"),
        ("sys.exit()", "Runtime exited without providing a reason"),
        ("os._exit(4)", "Runtime exited with error: exit status 4"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "Runtime exited with error: signal: segmentation fault"),
        ("raise KeyboardInterrupt", "Runtime exited with error: exit status 1"),
    ],
)
def test_a_handler_that_ends_its_process_ends_the_environment(deploy: Deploy, code: str, reason: str) -> None:
    function = deploy(f"import os, signal, sys\ndef handler(event, context):\n    print('last words')\n    {code}\n")
    outcome = function(request_id="id-1")
    assert outcome.ended
    assert json.loads(outcome.payload) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: id-1 Error: {reason}",
    }
    assert function.printed[0] == "last words"
    assert function.printed[-1] == f"RequestId: id-1 Error: {reason}\nRuntime.ExitError"


def test_an_exit_is_seen_while_another_thread_runs_and_a_forked_copy_lives(deploy: Deploy) -> None:
    function = deploy(
        "import os, sys, threading\n"
        "def handler(event, context):\n"
        "    threading.Thread(target=threading.Event().wait, args=(60,)).start()\n"
        "    if os.fork() == 0:\n"
        "        threading.Event().wait(60)\n"
        "    sys.exit(5)\n",
        timeout=60.0,
    )
    outcome = function()
    assert b"exit status 5" in outcome.payload
    assert outcome.duration_ms < 30_000
