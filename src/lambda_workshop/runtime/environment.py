"""One execution environment seen from outside: started once, invoked many times, frozen in between, and ended.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from __future__ import annotations

import json
import os
import secrets
import select
import struct
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lambda_workshop.runtime.process import FunctionProcess, Launcher

INIT_SECONDS = 10.0
"""The init phase's limit; after it, the environment starts again within the function's own time-out."""
LOG_BYTES = 16 << 20
"""What one invocation may print; the rest is dropped, and the log says so."""
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
    """A started environment. `init_ms` is how long loading the handler took."""

    def __init__(self, spec: FunctionSpec, process: FunctionProcess, on_line: OnLine) -> None:
        self.spec = spec
        self.init_ms = 0.0
        self.init_error: Outcome | None = None
        self._process = process
        self._on_line = on_line
        self._pending = b""
        self._peak_kb = 0

    @classmethod
    def start(
        cls, spec: FunctionSpec, launcher: Launcher, on_line: OnLine, *, seconds: float = INIT_SECONDS
    ) -> Environment:
        """Start a process and load the handler. What went wrong stands in `init_error`; the process is then gone.

        Raises RuntimeStartError when no process can be started at all.
        """
        began = time.perf_counter()
        environment = cls(spec, launcher.launch(), on_line)
        marker = secrets.token_hex(16)
        outcome = environment._phase(spec.as_json(marker), b"", marker, seconds, request_id="")
        environment.init_ms = (time.perf_counter() - began) * 1000
        if outcome.error is not None:
            environment.init_error = outcome
            environment.stop()
        else:
            environment._process.freeze()
        return environment

    def invoke(self, invocation: Invocation, *, on_line: OnLine | None = None) -> Outcome:
        """Call the handler; what it prints goes to `on_line` as it comes, if given. Never raises."""
        limit = self.spec.timeout
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
        self._process.thaw()
        outcome = self._phase(
            json.dumps(header).encode(), invocation.payload, marker, limit, request_id=invocation.request_id
        )
        if outcome.ended:
            self.stop()
        else:
            self._process.freeze()
        return outcome

    def restart(self, launcher: Launcher, on_line: OnLine, *, seconds: float) -> Environment:
        """The same function in a new process, with another time for its init."""
        return Environment.start(self.spec, launcher, on_line, seconds=seconds)

    def stop(self) -> None:
        """End the process and everything that it started, and close its pipes."""
        self._process.kill()

    def stop_process(self) -> None:
        """End the process while an invocation of it runs, which then sees it go."""
        self._process.end()

    def _phase(self, header: bytes, payload: bytes, marker: str, seconds: float, *, request_id: str) -> Outcome:
        """Send one frame and collect output and answer until both are complete, or the time or the memory is up."""
        began = time.perf_counter()
        deadline = began + seconds
        exchange = _Exchange(self._process, struct.pack(">II", len(header), len(payload)) + header + payload)
        sink = _Sink(marker, self._on_line, self._pending)
        ended = ""
        while not (exchange.complete and sink.marked):
            left = deadline - time.perf_counter()
            if left <= 0:
                ended = "timeout"
                break
            exchange.step(min(left, _LOOK_SECONDS), sink)
            if exchange.gone:
                ended = "exit"
                break
            if self._over_memory():
                ended = "memory"
                break
        duration_ms = (time.perf_counter() - began) * 1000
        if ended:
            exchange.drain(sink)
            failure = self._failure(ended, seconds, request_id)
            sink.finish()
            return Outcome(
                json.dumps(failure).encode(), failure["errorType"], duration_ms, self._peak_mb(), sink.text, ended=True
            )
        self._pending = sink.rest
        self._over_memory()
        answer, body = exchange.answer()
        failed = answer["status"] == "error"
        return Outcome(body, answer["error_type"] if failed else None, duration_ms, self._peak_mb(), sink.text)

    def _failure(self, how: str, seconds: float, request_id: str) -> dict[str, str]:
        """The error that AWS reports for an environment that did not come to an answer."""
        prefix = f"RequestId: {request_id} " if request_id else ""
        if how == "timeout":
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
            message = f"{now} {request_id} Task timed out after {seconds:.2f} seconds"
            self._on_line(message)
            return {"errorType": "Sandbox.Timedout", "errorMessage": message}
        if how == "memory":
            return {
                "errorType": "Runtime.OutOfMemory",
                "errorMessage": f"{prefix}Error: Runtime exited with error: signal: killed",
            }
        status = self._process.exit_status(2.0)
        if status is None or status == 0:
            reason = "Runtime exited without providing a reason"
        elif status < 0:
            reason = f"Runtime exited with error: signal: {_signal_name(-status)}"
        else:
            reason = f"Runtime exited with error: exit status {status}"
        return {"errorType": "Runtime.ExitError", "errorMessage": f"{prefix}Error: {reason}"}

    def _over_memory(self) -> bool:
        """Look at the memory in use (Linux); True when it is over the function's limit."""
        if sys.platform != "linux":
            return False
        try:
            text = Path(f"/proc/{self._process.pid}/statm").read_text("ascii")
        except OSError:
            return False
        pages = text.split()
        if len(pages) < 2:
            return False
        used_kb = int(pages[1]) * _PAGE_KB
        self._peak_kb = max(self._peak_kb, used_kb)
        return used_kb > self.spec.memory_mb * 1024

    def _peak_mb(self) -> int:
        return min(max(1, -(-self._peak_kb // 1024)), self.spec.memory_mb)


_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024
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
        if self._lengths is None and len(self._received) >= 8:
            header, payload = struct.unpack(">II", self._received[:8])
            self._lengths = (header, payload)
        return self._lengths is not None and len(self._received) >= 8 + sum(self._lengths)

    def answer(self) -> tuple[dict[str, str], bytes]:
        assert self._lengths is not None
        end = 8 + self._lengths[0]
        return json.loads(self._received[8:end]), bytes(self._received[end : end + self._lengths[1]])

    def step(self, seconds: float, sink: _Sink) -> None:
        """Wait for any of the pipes and move what can be moved."""
        for descriptor, happened in self._poll.poll(seconds * 1000):
            if descriptor == self._process.requests:
                self._send()
            elif descriptor == self._process.answers:
                data = os.read(descriptor, 1 << 20)
                self._received += data
                if not data:
                    self.gone = True
            elif not self._take_output(sink) and happened:
                self._poll.unregister(descriptor)
                self._output_open = False
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
        self._buffer += data
        while True:
            at = self._buffer.find(b"\n")
            if at < 0:
                if len(self._buffer) < _EVENT_BYTES:
                    return
                at = _EVENT_BYTES
                line, self._buffer = self._buffer[:at], self._buffer[at:]
            else:
                line, self._buffer = self._buffer[:at], self._buffer[at + 1 :]
            if line.endswith(self._marker):
                # What stands before it was printed without a line break at its end.
                self.marked = True
                line = line[: -len(self._marker)]
                if not line:
                    continue
            self._event(line)

    def finish(self) -> None:
        """Give out what is left without a line break."""
        if self._buffer:
            line, self._buffer = self._buffer, b""
            self._event(line)

    def _event(self, line: bytes) -> None:
        self._bytes += len(line) + 1
        if self._bytes > LOG_BYTES:
            if self._bytes - len(line) - 1 <= LOG_BYTES:
                self._emit(f"[workshop] the function printed more than {LOG_BYTES >> 20} MB: the rest is not kept")
            return
        self._emit(line.decode("utf-8", "replace").removesuffix("\r").replace("\r", "\n"))

    def _emit(self, text: str) -> None:
        self._kept.append(text)
        self._on_line(text)
