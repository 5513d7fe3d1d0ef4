"""The exercise of a lab: the learner's `handler.py`, deployed behind its trigger, called, hurried and hindered."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from lambda_workshop.checks import Answer, NotYet, Passed
from lambda_workshop.checks.exercise import StepLike, StepSpec
from lambda_workshop.checks.lab import CALL, CLIENTS, handler_text, wrapper
from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, logs
from lambda_workshop.verify.cases import leaked, together
from lambda_workshop.verify.causes import cause_of
from lambda_workshop.verify.evidence import exchange, indented
from lambda_workshop.verify.verbs import Verbs

_WARM_CALLS = 4
T = TypeVar("T")
READS = ("GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems")
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
"""DynamoDB's operations on items, as botocore calls them."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong in one call: an operation of AWS's that fails, or that is late.

    Attributes:
        operations: as botocore calls them, such as `PutItem`; see `READS` and `WRITES`.
        code: the error's code, such as `ProvisionedThroughputExceededException`; empty: none, it is only late.
        times: how many such operations of this call are hit, from the first on.
        after: whether AWS has done the work when it happens, as with a connection that breaks.
        seconds: how long it waits there.
        ends: whether the whole process ends there, as when a machine is lost.
    """

    operations: Sequence[str]
    code: str = ""
    times: int = 1
    after: bool = False
    seconds: float = 0.0
    ends: bool = False


@dataclass(frozen=True)
class Room:
    """Where a lab is built: the cloud, the function, and the learner's file.

    Attributes:
        cloud: where.
        name: the function that is deployed and called; its role has `-role` after that.
        source: the text of `handler.py`.
        handlers: the functions in it that Lambda calls.
    """

    cloud: Cloud
    name: str
    source: str
    handlers: Sequence[str] = ("handler",)

    def deploy(
        self,
        policies: Sequence[str | Mapping[str, Any]] = (),
        *,
        name: str = "",
        handler: str = "handler",
        timeout: int = 10,
        memory: int = 128,
        environment: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> str:
        """Deploy `handler.py` with a role of these policies, as `deploying.role` takes them; returns the ARN.

        `timeout` is in seconds, `memory` in MB; `files` are more files of the package.
        """
        named = name or self.name
        package = {"handler.py": self.source, "wrapper.py": wrapper(*self.handlers), **(files or {})}
        return deploying.deploy(
            self.cloud,
            named,
            functions.zip_of(package),
            handler=f"wrapper.{handler}",
            role_arn=deploying.role(self.cloud, f"{named}-role", policies),
            timeout=timeout,
            memory=memory,
            environment=environment,
        )

    def call(self, event: object, *, fault: Fault | None = None, name: str = "") -> Answer:
        """Call the function with the event, and wait for its answer; `fault` goes wrong in it."""
        return functions.invoke(self.cloud, name or self.name, self._sent(event, fault))

    def must(self, event: object, *, expected: str = "no exception", name: str = "") -> Answer:
        """Call the function with an event that it must bear; raises NotYet when it fails."""
        answer = self.call(event, name=name)
        if answer.error is not None:
            cause = cause_of(answer.error)
            raise NotYet(
                f"the function failed: {answer.error_text}",
                expected=expected,
                advice=cause.advice if cause else "run `python -m pytest` in the lab's folder first",
                evidence=exchange(event, answer),
            )
        return answer

    def together(self, *events: object, fault: Fault | None = None, name: str = "") -> list[Answer]:
        """Call the function with all events at the same moment, each in an environment of its own.

        With `Fault(READS, after=True, seconds=0.5)` all of them read before one of them writes.
        """
        return together([functools.partial(self.call, event, fault=fault, name=name) for event in events])

    def overtaken(self, event: object, meanwhile: Callable[[], T], *, seconds: float = 1.0, name: str = "") -> T:
        """Call the function with the event, hold its first write up for `seconds`, and do something meanwhile.

        What was read before the write may then be true no more. Returns what `meanwhile` does.
        """
        with ThreadPoolExecutor(1) as pool:
            late = pool.submit(self.call, event, fault=Fault(WRITES, seconds=seconds), name=name)
            done = meanwhile()
            late.result()
        return done

    def anew(self, random: Random, *, name: str = "") -> None:
        """Give the function new environments: what it kept in memory or in `/tmp` is gone."""
        function = functions.find(self.cloud, name or self.name)
        if function is None:
            raise NotYet(f"`{name or self.name}` is gone", expected="the function", advice="check again")
        functions.renew(self.cloud, function, f"{random.randrange(16**8):08x}")

    def log(self, *, name: str = "", since_ms: int = 0) -> str:
        """Everything that the function has logged."""
        return "\n".join(line.text for line in logs.lines(self.cloud, name or self.name, since_ms=since_ms))

    def _sent(self, event: object, fault: Fault | None) -> object:
        if fault is None:
            return event
        return {CALL: {"event": event, "fault": {name: getattr(fault, name) for name in Fault.__dataclass_fields__}}}


@dataclass(frozen=True)
class Lab(Verbs):
    """The exercise of a lab. Its first step is that `handler.py` is written.

    Attributes:
        section: the section's id.
        room: the prefix of everything that the lab builds; also in `resources`.
        function: the function's name; by default the prefix itself.
        services: the services in which it builds.
        handlers: the functions of `handler.py` that Lambda calls.
    """

    name: str = field(default="lab", kw_only=True)
    section: str = field(kw_only=True)
    room: str = field(kw_only=True)
    services: tuple[str, ...] = field(kw_only=True)
    function: str = field(default="", kw_only=True)
    handlers: tuple[str, ...] = field(default=("handler",), kw_only=True)

    def __post_init__(self) -> None:
        """Register the first step."""
        object.__setattr__(self, "resources", self.resources or (self.room,))
        if not self.steps:

            def source(work: object) -> Passed:
                return handler_text(work, self.section, names=self.handlers)

            self.add("`handler.py` is written", source, name="source")

    def built(self, text: str, *, weight: float = 1.0) -> Callable[[Callable[[Room], Any]], StepSpec]:
        """Decorates what builds the lab in its Room, which is empty; registers the second step, of the function's name.

        Its value is what the function returned. Later steps name `room` to call the function.
        """

        def register(build: Callable[[Room], Any]) -> StepSpec:
            def empty(cloud: Cloud, source: str) -> Room:
                cleanup.remove(cloud, (self.room,), self.services)
                return Room(cloud, self.function or self.room, source, self.handlers)

            def built(empty: Room) -> Passed:
                return Passed(build(empty), found=f"`{self.room}` is built")

            def room(empty: Room, built: object) -> Room:
                return empty

            self.fixture(empty)
            step = self.add(text, built, name=build.__name__, weight=weight)
            self.fixture(room, built=step)
            return step

        return register

    def makes_no_client(
        self,
        event: Callable[[Random], object],
        *,
        text: str = "No client is made in a call",
        found: str = "a warm call made {} client(s)",
        name: str = "",
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
    ) -> StepSpec:
        """A step: a warm call makes no client. `event` draws an event that the function bears; `{}` is the number."""

        def makes_no_client(room: Room, random: Random) -> Passed:
            made, answer = "0", Answer(None, None, "")
            # A first call in a new environment may make its client late.
            for _ in range(_WARM_CALLS):
                answer = room.must(event(random), name=name)
                counted = (line for line in answer.log.splitlines() if line.startswith(CLIENTS))
                made = next(counted, f"{CLIENTS} 0").removeprefix(CLIENTS).strip()
                if made == "0":
                    return Passed(found="a warm call makes no client")
            raise NotYet(
                found.format(made),
                expected="none: making a client takes longer than using it",
                advice="make the client or table outside the handler, so that the environment keeps it",
                evidence=f"logged:\n{indented(answer.log)}",
            )

        return self.add(text, makes_no_client, weight=weight, needs=needs)

    def keeps_secrets(
        self,
        secrets: Callable[[], Sequence[str]] | Sequence[str],
        *,
        text: str = "The log keeps the customers to itself",
        names: Sequence[str] = (),
        expected: str = "ids only",
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
    ) -> StepSpec:
        """A step: none of the secrets is in the log of any of the functions, on whatever path it was written."""

        def keeps_secrets(room: Room) -> Passed:
            log = "\n".join(room.log(name=name) for name in names or (room.name,))
            if seen := leaked(secrets if isinstance(secrets, Sequence) else secrets(), log):
                raise NotYet(
                    f"the log holds a customer's data: `{seen}`",
                    expected=expected,
                    advice="print single fields, never the whole message or event",
                    evidence="\n".join(line for line in log.splitlines() if leaked([seen], line)),
                )
            return Passed(found="no name and no address")

        return self.add(text, keeps_secrets, weight=weight, needs=needs)
