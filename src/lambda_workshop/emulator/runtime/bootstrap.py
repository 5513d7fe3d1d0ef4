"""Runs inside the function process: loads the handler, calls it for each event, and reports as AWS's runtime does.

Standard library only, and no import of this package: the process sees nothing of the machine's other software.
Standard input carries requests, standard output carries answers; both are moved out of the handler's reach at once,
so that whatever the function prints (also by subprocesses) goes to standard error's pipe, which is its log.

A frame is two big-endian 32-bit lengths, a JSON header of the first and a payload of the second length.
Error names and texts: https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
"""

from __future__ import annotations

import importlib
import importlib.machinery
import json
import logging
import os
import re
import resource
import signal
import struct
import sys
import threading
import time
import traceback
from types import ModuleType, TracebackType
from typing import Any

_TASK_ROOT = "/var/task"
_LIBRARY_ROOT = f"/var/lang/lib/python{sys.version_info.major}.{sys.version_info.minor}"
_LIBRARY = os.__file__.removesuffix("os.py")
_PR_SET_PDEATHSIG = 1
_HEADROOM = 2 << 30
"""Bytes of address space above the memory limit: the limit itself is on memory in use, and is kept from outside."""
_STANDARD_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"aws_request_id", "asctime", "message"}

# What AWS's Python runtime brings along: https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
BUNDLED = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


class Fault(Exception):
    """An error of the runtime's own, with the name that AWS gives it."""

    def __init__(self, kind: str, message: str, trace: list[str] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.trace = trace or []


class BundledFinder:
    """Finds the packages that AWS's runtime has, and no other, in the folder where this machine keeps them."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if path is None and name in BUNDLED:
            return importlib.machinery.PathFinder.find_spec(name, [self._folder])
        return None


class ExecuteApiFinder:
    """Lets boto3 call `https://API.execute-api.REGION.amazonaws.com/STAGE` where there is no such host.

    A WebSocket handler makes its management client with exactly that address. The request goes to the backend with
    the host that it was signed for.
    """

    _MODULE = "botocore.httpsession"

    def find_spec(self, name: str, path: Any = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self._MODULE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            loader = spec.loader
            execute = loader.exec_module

            def exec_module(module: Any) -> None:
                execute(module)
                send = module.URLLib3Session.send

                def send_to_backend(session: Any, request: Any) -> Any:
                    address = backend_address(request.url)
                    if address != request.url:
                        request.headers["Host"] = request.url.split("/")[2]
                        request.url = address
                    return send(session, request)

                module.URLLib3Session.send = send_to_backend

            loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def backend_address(url: str) -> str:
    """The same URL, or where the backend answers for it when its host is an API's."""
    found = re.match(r"https?://[a-z0-9]+\.execute-api\.[^/]+(?P<path>/.*)?$", url)
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if found is None or not endpoint:
        return url
    return f"{endpoint.rstrip('/')}{found['path'] or '/'}"


class Channel:
    """The two pipes to the backend, and the one that the log goes to, as no handler can close or redirect it."""

    def __init__(self, requests: int, answers: int, log: int) -> None:
        self.owner = os.getpid()
        self._requests = requests
        self._answers = answers
        self._log = log

    def write_log(self, data: bytes) -> None:
        """Append to the log."""
        while data:
            data = data[os.write(self._log, data) :]

    def receive(self) -> tuple[dict[str, Any], bytes] | None:
        """The next frame; None when the backend is gone."""
        lengths = self._read(8)
        if lengths is None:
            return None
        header_length, payload_length = struct.unpack(">II", lengths)
        header = self._read(header_length)
        payload = self._read(payload_length)
        return None if header is None or payload is None else (json.loads(header), payload)

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        encoded = json.dumps(header).encode()
        data = memoryview(struct.pack(">II", len(encoded), len(payload)) + encoded + payload)
        while data:
            data = data[os.write(self._answers, data) :]

    def _read(self, length: int) -> bytes | None:
        pieces = []
        while length:
            piece = os.read(self._requests, min(length, 1 << 20))
            if not piece:
                return None
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)


class CognitoIdentity:
    """Who called through a mobile SDK; None otherwise."""

    def __init__(self, identity: dict[str, Any]) -> None:
        self.cognito_identity_id = identity.get("cognitoIdentityId")
        self.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")


class ClientContext:
    """What a mobile SDK says about its application."""

    def __init__(self, context: dict[str, Any]) -> None:
        self.custom = context.get("custom")
        self.env = context.get("env")
        self.client = type("Client", (), context["client"])() if isinstance(context.get("client"), dict) else None


class LambdaContext:
    """The second argument of a handler. https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, request: dict[str, Any]) -> None:
        self.aws_request_id = request["request_id"]
        self.invoked_function_arn = request["invoked_function_arn"]
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.client_context = ClientContext(request["client_context"]) if request.get("client_context") else None
        self.identity = CognitoIdentity(request.get("identity") or {})
        self._deadline_ms = request["deadline_ms"]

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function times out; 0 when that time has passed."""
        return max(int(self._deadline_ms - time.time() * 1000), 0)

    def log(self, message: object) -> None:
        """Write a line to the log."""
        sys.stdout.write(str(message))


class RequestIdFilter(logging.Filter):
    """Puts the request's id on every log record."""

    request_id = ""

    def filter(self, record: logging.LogRecord) -> bool:
        record.aws_request_id = RequestIdFilter.request_id
        return True


class TextFormatter(logging.Formatter):
    """Python's `logging` as it reads in a function's log."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
        )


class JsonFormatter(TextFormatter):
    """The same with the function's log format set to JSON."""

    def format(self, record: logging.LogRecord) -> str:
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD_RECORD}
        entry: dict[str, Any] = extra | {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": getattr(record, "aws_request_id", ""),
        }
        if record.exc_info:
            entry["stackTrace"] = self.formatException(record.exc_info).splitlines()
            entry["errorType"] = record.exc_info[0].__name__ if record.exc_info[0] else ""
        return json.dumps({name: value for name, value in entry.items() if value}, default=str)


class Handler:
    """The loaded handler and how it answers."""

    def __init__(self, spec: dict[str, Any], channel: Channel) -> None:
        self._spec = spec
        self._channel = channel
        self._function = load(spec["handler"])

    def invoke(self, request: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        """Call the handler once; returns the answer's header and payload."""
        RequestIdFilter.request_id = request["request_id"]
        os.environ["_X_AMZN_TRACE_ID"] = request.get("trace_id") or ""
        try:
            event = json.loads(payload)
            answer = self._function(event, LambdaContext(request))
            return {"status": "ok"}, marshal(answer)
        except Fault as fault:
            error = describe(fault.kind, str(fault), fault.trace, request["request_id"])
        except MemoryError:
            # The address space's limit was faster than the look at the memory in use: the same end, for AWS.
            return {"status": "memory"}, b""
        except Exception as raised:
            frames = visible_frames(raised.__traceback__, self._spec["code_dir"])
            error = describe(type(raised).__name__, str(raised), frames, request["request_id"])
        log_error(error, self._channel, self._spec)
        return {"status": "error", "error_type": error["errorType"]}, json.dumps(error).encode()


class Encoder(json.JSONEncoder):
    """JSON as AWS's runtime writes it: a Decimal, as DynamoDB's tables return them, is a number."""

    def default(self, value: Any) -> Any:
        """See JSONEncoder."""
        # Not imported here: a handler that returns one has it.
        decimal = sys.modules.get("decimal")
        if decimal is not None and isinstance(value, decimal.Decimal):
            return int(value) if value.as_tuple().exponent == 0 else float(value)
        return super().default(value)


def marshal(answer: object) -> bytes:
    """The handler's return value as JSON; raises Fault when it has none."""
    try:
        text = json.dumps(answer, ensure_ascii=False, cls=Encoder)
        return text.encode("utf-8", "backslashreplace")
    except MemoryError:
        raise
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def load(name: str) -> Any:
    """The function that `module.function` names; raises Fault as AWS's runtime does."""
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{name}': {error}") from error
    dotted = module_name.replace("/", ".")
    if dotted.partition(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module")
    try:
        module: ModuleType = importlib.import_module(dotted)
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        where = f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'
        raise Fault(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", [where]
        ) from error
    try:
        return getattr(module, function_name)
    except AttributeError as error:
        raise Fault(
            "Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'"
        ) from error


def visible_frames(trace: TracebackType | None, code_dir: str) -> list[str]:
    """The formatted frames of the function's own code and what it called: none of the runtime's."""
    own = [frame for frame in traceback.extract_tb(trace) if frame.filename != __file__ and not _is_import(frame)]
    return [_as_on_lambda(line.replace(code_dir, _TASK_ROOT)) for line in traceback.format_list(own)]


def _as_on_lambda(line: str) -> str:
    """A frame's line with the places where Lambda has Python and its packages, not those of this machine."""
    line = re.sub(r'^  File ".*?/(site|dist)-packages/', f'  File "{_LIBRARY_ROOT}/site-packages/', line)
    return line.replace(f'  File "{_LIBRARY}', f'  File "{_LIBRARY_ROOT}/', 1)


def _is_import(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith("<frozen importlib") or frame.filename == importlib.__file__


def describe(kind: str, message: str, frames: list[str], request_id: str) -> dict[str, Any]:
    """An error as the caller sees it."""
    return {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": frames}


def log_error(error: dict[str, Any], channel: Channel, spec: dict[str, Any]) -> None:
    """Write the error as one event of the log; the backend turns carriage returns into line breaks."""
    if spec.get("log_format") == "JSON":
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        text = json.dumps({"timestamp": now, "level": "ERROR", **error})
    else:
        kind, message = error["errorType"], error["errorMessage"]
        lines = [f"[ERROR] {kind}: {message}" if message else f"[ERROR] {kind}", "Traceback (most recent call last):"]
        lines += [line.rstrip("\n") for line in error["stackTrace"]]
        text = "\r".join(lines).replace("\n", "\r")
    flush()
    channel.write_log((text + "\n").encode("utf-8", "backslashreplace"))


def flush() -> None:
    """Bring everything that was printed to the log's pipe."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (ValueError, OSError):
            # The handler closed or replaced the stream: what it held is the handler's loss, not the invocation's.
            continue


def take_over_descriptors() -> Channel:
    """Move the protocol's pipes away from 0 and 1; what is printed goes where the log goes."""
    requests, answers, log = os.dup(0), os.dup(1), os.dup(2)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(number, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    return Channel(requests, answers, log)


def prepare(spec: dict[str, Any]) -> None:
    """Make this process the function's: environment, folders, limits, logging."""
    os.environ.clear()
    os.environ.update(spec["variables"])
    time.tzset()
    os.chdir(spec["code_dir"])
    search = [spec["code_dir"], *spec["layers"]]
    sys.path[:0] = search
    sys.dont_write_bytecode = True
    if any(os.path.exists(os.path.join(folder, name)) for folder in search for name in BUNDLED):  # noqa: PTH110, PTH118
        # The function brings its own: what was loaded before the fork must not hide it.
        for name in [name for name in sys.modules if name.partition(".")[0] in BUNDLED]:
            del sys.modules[name]
    limit = _address_space() + spec["memory_mb"] * (1 << 20) + _HEADROOM
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    output = logging.StreamHandler(sys.stdout)
    output.setFormatter(JsonFormatter() if spec.get("log_format") == "JSON" else TextFormatter())
    output.addFilter(RequestIdFilter())
    logging.root.handlers[:] = [output]
    if spec.get("log_level"):
        logging.root.setLevel(spec["log_level"])


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  (pathlib is not loaded here)
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def serve(channel: Channel) -> None:
    """Load the handler and answer requests until the backend closes the pipe."""
    first = channel.receive()
    if first is None:
        return
    spec, _ = first
    prepare(spec)
    handler = started(spec, channel)
    if handler is None:
        # The backend has its answer, and may want to look at this process before it ends it.
        channel.receive()
        return
    end_phase(channel, spec["marker"], {"status": "ready"})
    while (received := channel.receive()) is not None:
        request, payload = received
        header, answer = handler.invoke(request, payload)
        end_phase(channel, request["marker"], header, answer)


def started(spec: dict[str, Any], channel: Channel) -> Handler | None:
    """The loaded handler; None when it could not be loaded, which the backend has then been told."""
    try:
        return Handler(spec, channel)
    except MemoryError:
        end_phase(channel, spec["marker"], {"status": "memory"})
        return None
    except Fault as fault:
        frames = [frame.replace(spec["code_dir"], _TASK_ROOT) for frame in fault.trace]
        error = describe(fault.kind, str(fault), frames, "")
    except Exception as raised:
        error = describe(type(raised).__name__, str(raised), visible_frames(raised.__traceback__, spec["code_dir"]), "")
    log_error(error, channel, spec)
    header = {"status": "error", "error_type": error["errorType"]}
    end_phase(channel, spec["marker"], header, json.dumps(error).encode())
    return None


def run() -> int:
    """Serve requests to the end; returns the status to exit with. What ends a process by force ends it here too."""
    channel = take_over_descriptors()
    try:
        serve(channel)
    except SystemExit as raised:
        flush()
        if raised.code is None or isinstance(raised.code, int):
            return (raised.code or 0) & 0xFF
        channel.write_log(f"{raised.code}\n".encode("utf-8", "backslashreplace"))
        return 1
    except BaseException:
        flush()
        channel.write_log(traceback.format_exc().replace("\n", "\r").encode("utf-8", "backslashreplace") + b"\n")
        return 1
    flush()
    return 0


def end_phase(channel: Channel, marker: str, header: dict[str, Any], payload: bytes = b"") -> None:
    """Answer, and mark in the log's pipe that all output up to here has been written."""
    flush()
    if os.getpid() != channel.owner:
        # A copy that the handler forked came back from it: only the original answers.
        os._exit(0)
    channel.write_log(b"\0" + marker.encode() + b"\n")
    channel.send(header, payload)


def watch_parent(parent: int) -> None:
    """End this process when the one that started it is gone, whatever the handler is doing."""

    def watch() -> None:
        tick = threading.Event()
        tick.wait(0.5)
        if sys.platform == "linux":
            # Also when the handler never lets this thread run again. Not at once: most handlers are done by now.
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        while os.getppid() == parent:
            tick.wait(0.5)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def main() -> None:
    """`bootstrap.py BUNDLED_FOLDER PARENT_PID`: one environment, in this very process."""
    sys.meta_path.insert(0, ExecuteApiFinder())
    sys.meta_path.append(BundledFinder(sys.argv[1]))
    parent = int(sys.argv[2])
    sys.argv[1:] = []
    watch_parent(parent)
    # Not by returning: threads that the handler left running must not keep the process.
    os._exit(run())


if __name__ == "__main__":
    main()
