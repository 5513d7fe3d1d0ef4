"""Execution environments of all functions: one for each invocation that runs at a time, reused while they are warm.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambda_workshop.emulator.fallback import lambda_functions
from lambda_workshop.emulator.runtime.environment import Environment, FunctionSpec
from lambda_workshop.emulator.runtime.process import Launcher
from lambda_workshop.emulator.runtime.variables import function_variables
from lambda_workshop.emulator.services.lambda_service import credentials
from lambda_workshop.emulator.services.lambda_service.logs import LogStream, Platform, stream_name

IDLE_SECONDS = 300.0
"""How long an environment stays warm without work; LAMBDA_WARM_TTL_SECONDS."""
LONGEST_SECONDS = 6 * 3600.0
"""How old an environment becomes: AWS too ends each after some hours, and its credentials are good for twelve."""
_SWEEP_SECONDS = 2.0


@dataclass(frozen=True)
class Place:
    """Where a function lives."""

    account: str
    region: str
    name: str


@dataclass
class Warm:
    """One environment, its log stream and its folder. `fresh` until its first invocation has been reported."""

    place: Place
    version: str
    revision: str
    environment: Environment
    stream: LogStream
    folder: Path
    code: Path
    platform: Platform
    fresh: bool = True
    retired: bool = False
    idle_since: float = field(default_factory=time.monotonic)
    since: float = field(default_factory=time.monotonic)


class CodeStore:
    """Unzipped packages, one folder for each content, for as long as an environment uses it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._users: dict[Path, int] = {}

    def take(self, package: bytes) -> Path:
        """The folder with the package's files."""
        path = self._root / hashlib.sha256(package).hexdigest()[:32]
        with self._lock:
            if self._users.get(path, 0) == 0:
                shutil.rmtree(path, ignore_errors=True)
                path.mkdir(parents=True)
                with zipfile.ZipFile(io.BytesIO(package)) as archive:
                    for member in archive.infolist():
                        extracted = archive.extract(member, path)
                        if mode := (member.external_attr >> 16) & 0o777:
                            os.chmod(extracted, mode | 0o400)  # noqa: PTH101
            self._users[path] = self._users.get(path, 0) + 1
        return path

    def give_back(self, path: Path) -> None:
        """One user less; the folder goes with the last."""
        with self._lock:
            self._users[path] -= 1
            if self._users[path] == 0:
                del self._users[path]
                shutil.rmtree(path, ignore_errors=True)


class Environments:
    """The pool of all environments."""

    def __init__(self, launcher: Launcher, *, idle_seconds: float | None = None) -> None:
        self._launcher = launcher
        self._idle_seconds = idle_seconds or float(os.environ.get("LAMBDA_WARM_TTL_SECONDS") or IDLE_SECONDS)
        self._lock = threading.Lock()
        self._idle: dict[tuple[Place, str], list[Warm]] = {}
        self._busy: set[int] = set()
        self._all: dict[int, Warm] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="functions-")).resolve()
        self._code = CodeStore(self._folder / "code")
        self._sweeper: threading.Thread | None = None
        self._wake = threading.Event()

    def acquire(self, place: Place, function: dict[str, Any], config: dict[str, Any]) -> Warm:
        """A warm environment of this version, the last used first, or a new one. Its init may have failed.

        Raises RuntimeStartError when this machine starts no process.
        """
        version = config.get("Version") or "$LATEST"
        revision = revision_of(config)
        outdated: list[Warm] = []
        try:
            with self._lock:
                idle = self._idle.get((place, version), [])
                while idle:
                    warm = idle.pop()
                    if warm.revision == revision:
                        self._busy.add(id(warm))
                        return warm
                    self._all.pop(id(warm), None)
                    outdated.append(warm)
        finally:
            for warm in outdated:
                self._end(warm)
        return self._start(place, version, revision, function, config)

    def release(self, warm: Warm, *, ended: bool) -> None:
        """Give an environment back; one whose process has ended, or whose function has changed, is let go."""
        with self._lock:
            self._busy.discard(id(warm))
            keep = not ended and not warm.retired and id(warm) in self._all
            if keep:
                warm.idle_since = time.monotonic()
                self._idle.setdefault((warm.place, warm.version), []).append(warm)
            else:
                self._all.pop(id(warm), None)
        if not keep:
            self._end(warm)

    def retire(self, matches: Callable[[Warm], bool], *, now: bool = False) -> None:
        """Let go of the environments that match: idle ones at once, busy ones after their invocation (or at once)."""
        ending: list[Warm] = []
        with self._lock:
            for warm in [warm for warm in self._all.values() if matches(warm)]:
                warm.retired = True
                if id(warm) in self._busy:
                    if now:
                        # Its invocation sees the process end, and releases it.
                        warm.environment.stop_process()
                    continue
                self._idle[(warm.place, warm.version)].remove(warm)
                del self._all[id(warm)]
                ending.append(warm)
        for warm in ending:
            self._end(warm)

    def count(self) -> int:
        """How many environments there are, busy and idle."""
        with self._lock:
            return len(self._all)

    def close(self) -> None:
        """End all of them, and what they are started from."""
        self.retire(lambda _warm: True, now=True)
        self._launcher.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(
        self, place: Place, version: str, revision: str, function: dict[str, Any], config: dict[str, Any]
    ) -> Warm:
        folder = Path(tempfile.mkdtemp(prefix="env-", dir=self._folder))
        code = self._code.take(function["code_zip"])
        stream = LogStream(log_group(config), stream_name(version, os.urandom(16).hex()))
        try:
            spec = self._spec(place, config, folder, code, stream)
            environment = Environment(spec, self._launcher, stream.write)
        except BaseException:
            self._code.give_back(code)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        platform = Platform(json=spec.log_format == "JSON")
        warm = Warm(place, version, revision, environment, stream, folder, code, platform)
        # Known from here on, so that a reset or a deletion reaches it while it loads the handler.
        with self._lock:
            self._all[id(warm)] = warm
            self._busy.add(id(warm))
            if self._sweeper is None:
                self._sweeper = threading.Thread(target=self._sweep, name="idle-environments", daemon=True)
                self._sweeper.start()
        try:
            stream.write(platform.init_start(str(config.get("Runtime", "python"))))
            environment.load()
        except BaseException:
            self.release(warm, ended=True)
            raise
        return warm

    def _spec(self, place: Place, config: dict[str, Any], folder: Path, code: Path, stream: LogStream) -> FunctionSpec:
        memory_mb = int(config.get("MemorySize") or 128)
        logging = config.get("LoggingConfig") or {}
        own = (config.get("Environment") or {}).get("Variables") or {}
        return FunctionSpec(
            handler=config.get("Handler") or "",
            code_dir=code,
            variables=function_variables(
                name=place.name,
                handler=config.get("Handler") or "",
                memory_mb=memory_mb,
                own=own,
                temporary=str(folder),
                version=config.get("Version") or "$LATEST",
                region=place.region,
                runtime=str(config.get("Runtime") or ""),
                code_dir=str(code),
                log_group=stream.group,
                log_stream=stream.name,
                log_format=logging.get("LogFormat") or "Text",
                backend=credentials.variables(place.account, config),
            ),
            layers=self._layers(config, folder),
            memory_mb=memory_mb,
            timeout=float(config.get("Timeout") or 3),
            log_format=logging.get("LogFormat") or "Text",
            log_level=logging.get("ApplicationLogLevel") or ("INFO" if logging.get("LogFormat") == "JSON" else ""),
        )

    def _layers(self, config: dict[str, Any], folder: Path) -> tuple[Path, ...]:
        """Unzip the layers where `/opt` would be; later layers lie over earlier ones."""
        opt = folder / "opt"
        for layer in config.get("Layers") or []:
            content = lambda_functions.layer_of(layer)
            if content:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    archive.extractall(opt)
        version = str(config.get("Runtime") or "")
        return tuple(path for path in (opt / "python", opt / "python/lib" / version / "site-packages") if path.is_dir())

    def _end(self, warm: Warm) -> None:
        warm.environment.stop()
        self._code.give_back(warm.code)
        shutil.rmtree(warm.folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Let go of what has been idle for too long."""
        while not self._wake.wait(_SWEEP_SECONDS):
            self.retire(self._too_old)

    def _too_old(self, warm: Warm) -> bool:
        now = time.monotonic()
        idle = id(warm) not in self._busy and now - warm.idle_since > self._idle_seconds
        return idle or now - warm.since > LONGEST_SECONDS


def revision_of(config: Mapping[str, Any]) -> str:
    """What changes when an environment may no longer serve the function."""
    relevant = ("CodeSha256", "Handler", "Runtime", "MemorySize", "Timeout", "Environment", "Layers", "LoggingConfig")
    return hashlib.sha256(
        json.dumps([config.get(name) for name in relevant], sort_keys=True, default=str).encode()
    ).hexdigest()


def log_group(config: Mapping[str, Any]) -> str:
    """The function's log group: its own choice or the default."""
    chosen = (config.get("LoggingConfig") or {}).get("LogGroup")
    return str(chosen or f"/aws/lambda/{config.get('FunctionName')}")
