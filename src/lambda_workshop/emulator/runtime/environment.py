"""One execution environment seen from outside: started once, invoked many times, frozen in between, and ended.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from __future__ import annotations

import json
import os
import secrets
import select
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from lambda_workshop.emulator.runtime.memory import memory_in_use_kb
from lambda_workshop.emulator.runtime.process import FunctionProcess, Launcher

TIMED_OUT = "Sandbox.Timedout"
"""The error's type when the time was over."""
INIT_SECONDS = 10.0
"""The init phase's limit; after it, the environment starts again within the function's own time-out."""
LOG_BYTES = 16 << 20
"""What one invocation may print; the rest is dropped, and the log says so."""
_MARKER_BYTES = 64
_EVENT_BYTES = 256 << 10
_LOOK_SECONDS = 0.05
"""How often the memory in use is looked at while a function runs."""

OnLine = Callable[[str], None]


@dataclass(frozen=True)
class FunctionSpec:
    """What an environment needs to know of a function. Memory in MB, time-out in seconds."""

    handler: str
    code_dir: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[Path, ...] = ()
    memory_mb: int = 128
    timeout: float = 3.0
    log_format: str = "Text"
    log_level: str = ""

    def as_json(self, marker: str) -> bytes:
        """The first frame that the function process reads."""
        return json.dumps(
            {
                "handler": self.handler,
                "code_dir": str(self.code_dir),
                "variables": dict(self.variables),
                "layers": [str(layer) for layer in self.layers],
                "memory_mb": self.memory_mb,
                "log_format": self.log_format,
                "log_level": self.log_level,
                "marker": marker,
            }
        ).encode()


@dataclass(frozen=True)
class Invocation:
    """One request: the event as JSON bytes, and what the context object tells."""

    payload: bytes
    request_id: str
    arn: str = ""
    client_context: object = None
    trace_id: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one invocation came to.

    Attributes:
        payload: the answer as JSON bytes; the error as JSON bytes when `error` is set.
        error: the error's type, such as `ValueError` or `Sandbox.Timedout`; None when the handler returned.
        duration_ms: how long the handler ran.
        max_memory_mb: the most memory that this environment has used so far.
        log: what the function printed, line breaks included.
        ended: the environment is gone; the next invocation needs another one.
    """

    payload: bytes
    error: str | None
    duration_ms: float
    max_memory_mb: int
    log: str
    ended: bool = False


class Environment:
    """One execution environment: a process that loads the handler once and then serves one invocation at a time.

    Attributes:
        init_ms: how long starting the process and loading the handler took.
        init_error: what went wrong with that; the process is then gone. None while all is well.
    """

    def __init__(self, spec: FunctionSpec, launcher: Launcher, on_line: OnLine, *, freezes: bool = True) -> None:
        """Start a process; `load` makes it the function's. Raises RuntimeStartError when none can be started.

        With `freezes`, nothing of it runs between two invocations, as on AWS.
        """
        self.spec = spec
        self.init_ms = 0.0
        self.init_error: Outcome | None = None
        self._launcher = launcher
        self._freezes = freezes
        self._on_line = on_line
        self._pending = b""
        self._peak_kb = 0
        self._process = launcher.launch()

    @classmethod
    def start(
        cls,
        spec: FunctionSpec,
        launcher: Launcher,
        on_line: OnLine,
        *,
        seconds: float = INIT_SECONDS,
        freezes: bool = True,
    ) -> Environment:
        """A process with the handler loaded, if `init_error` does not say otherwise; raises RuntimeStartError."""
        environment = cls(spec, launcher, on_line, freezes=freezes)
        environment.load(seconds=seconds)
        return environment

    def load(self, *, seconds: float = INIT_SECONDS, request_id: str = "") -> None:
        """The init phase: load the handler within that many seconds. `request_id` is of the invocation that waits."""
        began = time.perf_counter()
        marker = secrets.token_hex(16)
        outcome = self._phase(self.spec.as_json(marker), b"", marker, seconds, request_id=request_id)
        self.init_ms = (time.perf_counter() - began) * 1000
        self.init_error = None if outcome.error is None else replace(outcome, ended=True)
        if self.init_error is not None:
            self.stop()
        elif self._freezes:
            self._process.freeze()

    def load_again(self, on_line: OnLine, *, seconds: float, request_id: str) -> None:
        """The init phase once more, in a new process; raises RuntimeStartError."""
        self._process = self._launcher.launch()
        self._on_line = on_line
        self._pending = b""
        self.load(seconds=seconds, request_id=request_id)

    def invoke(self, invocation: Invocation, *, on_line: OnLine | None = None, seconds: float | None = None) -> Outcome:
        """Call the handler; what it prints goes to `on_line` as it comes, if given. Never raises.

        `seconds` is how long it may take, when that is not the function's time-out.
        """
        limit = self.spec.timeout if seconds is None else seconds
        if on_line is not None:
            self._on_line = on_line
        marker = secrets.token_hex(16)
        header = {
            "request_id": invocation.request_id,
            "invoked_function_arn": invocation.arn,
            "client_context": invocation.client_context,
            "trace_id": invocation.trace_id,
            "deadline_ms": int((time.time() + limit) * 1000),
            "marker": marker,
        }
        if self._freezes:
            self._process.thaw()
        outcome = self._phase(
            json.dumps(header).encode(), invocation.payload, marker, limit, request_id=invocation.request_id
        )
        if outcome.ended:
            self.stop()
        elif self._freezes:
            self._process.freeze()
        return outcome

    def stop(self) -> None:
        """End the process and everything that it started, and close its pipes."""
        self._process.kill()

    def stop_process(self) -> None:
        """End the process while a phase of it runs, which then sees it go."""
        self._process.end()

    def _phase(self, header: bytes, payload: bytes, marker: str, seconds: float, *, request_id: str) -> Outcome:
        """Send one frame and collect output and answer until both are complete, or the time or the memory is up."""
        began = time.perf_counter()
        deadline = began + seconds
        exchange = _Exchange(self._process, struct.pack(">II", len(header), len(payload)) + header + payload)
        sink = _Sink(marker, self._on_line, self._pending)
        ended = ""
        looked = began
        while not (exchange.complete and sink.marked):
            left = deadline - time.perf_counter()
            if left <= 0:
                ended = "timeout"
                break
            exchange.step(min(left, _LOOK_SECONDS), sink)
            if exchange.gone and not exchange.complete:
                ended = "exit"
                break
            if time.perf_counter() - looked >= _LOOK_SECONDS:
                looked = time.perf_counter()
                if self._over_memory():
                    ended = "memory"
                    break
        duration_ms = (time.perf_counter() - began) * 1000
        answer, body = exchange.answer() if not ended else ({}, b"")
        if answer.get("status") == "memory":
            ended = "memory"
            self._peak_kb = self.spec.memory_mb * 1024
        if ended:
            exchange.drain(sink)
            sink.finish()
            failure = self._failure(ended, seconds, request_id)
            return Outcome(
                json.dumps(failure).encode(), failure["errorType"], duration_ms, self._peak_mb(), sink.text, ended=True
            )
        self._pending = sink.rest
        self._over_memory()
        failed = answer["status"] == "error"
        return Outcome(body, answer["error_type"] if failed else None, duration_ms, self._peak_mb(), sink.text)

    def _failure(self, how: str, seconds: float, request_id: str) -> dict[str, str]:
        """The error that AWS reports for an environment that did not come to an answer, and its line in the log.

        https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
        """
        prefix = f"RequestId: {request_id} " if request_id else ""
        if how == "timeout":
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
            reason = f"Task timed out after {self.spec.timeout if request_id else seconds:.2f} seconds"
            if request_id:
                self._on_line(f"{now} {request_id} {reason}")
            return {"errorType": TIMED_OUT, "errorMessage": f"{prefix}Error: {reason}"}
        kind = "Runtime.ExitError"
        if how == "memory":
            kind, reason = "Runtime.OutOfMemory", "Runtime exited with error: signal: killed"
        else:
            status = self._process.exit_status(2.0)
            if status is None or status == 0:
                reason = "Runtime exited without providing a reason"
            elif status < 0:
                reason = f"Runtime exited with error: signal: {_signal_name(-status)}"
            else:
                reason = f"Runtime exited with error: exit status {status}"
        message = f"{prefix}Error: {reason}"
        self._on_line(f"{message}\n{kind}")
        return {"errorType": kind, "errorMessage": message}

    def _over_memory(self) -> bool:
        """Look at the memory in use (Linux); True when it is over the function's limit."""
        used_kb = memory_in_use_kb(self._process.pid)
        self._peak_kb = max(self._peak_kb, used_kb)
        return used_kb > self.spec.memory_mb * 1024

    def _peak_mb(self) -> int:
        return min(max(1, -(-self._peak_kb // 1024)), self.spec.memory_mb)


_SIGNALS = {6: "aborted", 9: "killed", 11: "segmentation fault", 15: "terminated"}


def _signal_name(number: int) -> str:
    return _SIGNALS.get(number, str(number))


class _Exchange:
    """Writes a frame and reads the answer's frame, never waiting for one while the other could go on."""

    def __init__(self, process: FunctionProcess, frame: bytes) -> None:
        self._process = process
        self._frame = memoryview(frame)
        self._received = bytearray()
        self._lengths: tuple[int, int] | None = None
        self.gone = False
        os.set_blocking(process.requests, False)
        os.set_blocking(process.output, False)
        self._poll = select.poll()
        self._poll.register(process.answers, select.POLLIN)
        self._poll.register(process.output, select.POLLIN)
        self._poll.register(process.requests, select.POLLOUT)
        self._output_open = True

    @property
    def complete(self) -> bool:
        """Whether the whole answer is here."""
        if self._lengths is None and len(self._received) >= 8:
            header, payload = struct.unpack(">II", self._received[:8])
            self._lengths = (header, payload)
        return self._lengths is not None and len(self._received) >= 8 + sum(self._lengths)

    def answer(self) -> tuple[dict[str, str], bytes]:
        """The answer's header and payload, once it is complete."""
        assert self._lengths is not None
        end = 8 + self._lengths[0]
        return json.loads(self._received[8:end]), bytes(self._received[end : end + self._lengths[1]])

    def step(self, seconds: float, sink: _Sink) -> None:
        """Wait for any of the pipes and move what can be moved."""
        happened = self._poll.poll(seconds * 1000)
        for descriptor, _ in happened:
            if descriptor == self._process.requests:
                self._send()
            elif descriptor == self._process.answers:
                data = os.read(descriptor, 1 << 20)
                self._received += data
                if not data:
                    self._poll.unregister(descriptor)
                    self.gone = True
            elif not self._take_output(sink):
                self._poll.unregister(descriptor)
                self._output_open = False
        if not happened and not self.gone and self._process.exit_status(0) is not None:
            # A copy of it that it forked keeps its pipes open.
            self.gone = True
        if not self._output_open and self.complete:
            # The function closed its own output: nothing more can come, the marker included.
            sink.marked = True

    def _send(self) -> None:
        try:
            if self._frame:
                self._frame = self._frame[os.write(self._process.requests, self._frame) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._frame = self._frame[:0]
        if not self._frame:
            self._poll.unregister(self._process.requests)

    def _take_output(self, sink: _Sink) -> bool:
        try:
            data = os.read(self._process.output, 1 << 16)
        except BlockingIOError:
            return True
        sink.take(data)
        return bool(data)

    def drain(self, sink: _Sink) -> None:
        """Take what is in the log's pipe now, without waiting; at most what one invocation may print."""
        for _ in range(LOG_BYTES >> 16):
            try:
                data = os.read(self._process.output, 1 << 16)
            except (BlockingIOError, OSError):
                return
            if not data:
                return
            sink.take(data)


class _Sink:
    """Cuts the log's bytes into events, as they come, up to the marker that ends the phase."""

    def __init__(self, marker: str, on_line: OnLine, rest: bytes) -> None:
        self._marker = b"\0" + marker.encode()
        self._on_line = on_line
        self._buffer = rest
        self._bytes = 0
        self._kept: list[str] = []
        self.marked = False

    @property
    def rest(self) -> bytes:
        return self._buffer

    @property
    def text(self) -> str:
        return "".join(line + "\n" for line in self._kept)

    def take(self, data: bytes) -> None:
        """Give out the lines that these bytes complete."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            if not line.endswith(self._marker):
                self._line(line)
                continue
            # What stands before it was printed without a line break at its end.
            self.marked = True
            if line := line[: -len(self._marker)]:
                self._line(line)
        # Not to the last byte: a marker may have begun.
        while len(self._buffer) > _EVENT_BYTES + _MARKER_BYTES:
            line, self._buffer = self._buffer[:_EVENT_BYTES], self._buffer[_EVENT_BYTES:]
            self._line(line)

    def finish(self) -> None:
        """Give out what is left without a line break."""
        if self._buffer:
            line, self._buffer = self._buffer, b""
            self._line(line)

    def _line(self, line: bytes) -> None:
        """One line as one event, or more when it is longer than an event may be."""
        for start in range(0, max(len(line), 1), _EVENT_BYTES):
            self._event(line[start : start + _EVENT_BYTES])

    def _event(self, line: bytes) -> None:
        before = self._bytes
        self._bytes += len(line) + 1
        if self._bytes <= LOG_BYTES:
            self._emit(line.decode("utf-8", "replace").removesuffix("\r").replace("\r", "\n"))
        elif before <= LOG_BYTES:
            self._emit(f"[workshop] the function printed more than {LOG_BYTES >> 20} MB: the rest is not kept")

    def _emit(self, text: str) -> None:
        self._kept.append(text)
        self._on_line(text)
