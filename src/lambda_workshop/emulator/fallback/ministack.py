"""The door to MiniStack: the one file that imports it.

MiniStack offers no interface to other programs, only private names that any release may change. So nothing outside
this folder knows one of them. Each file beside this one is a room with what the emulator needs of one service, typed
and in the emulator's words: functions that give MiniStack's records, or have MiniStack do something. A room reaches
the service through a `Module` from here. `seams.py` lists the names that are replaced. `inventory.py` finds all these
names and tells what another version of MiniStack changes of them.

Records are the ones that MiniStack keeps: to change one changes what MiniStack answers.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol, TypeVar

from lambda_workshop.emulator.fallback.on_import import when_imported

MINISTACK_VERSION = "1.5.33"

Record = dict[str, Any]
"""What MiniStack keeps of a resource."""
Response = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""

Value = TypeVar("Value")


class Store(Protocol[Value]):
    """Where MiniStack keeps a kind of record: a dictionary of what the current account (and region) has."""

    def __getitem__(self, key: str) -> Value: ...
    def __setitem__(self, key: str, value: Value) -> None: ...
    def __delitem__(self, key: str) -> None: ...
    def __contains__(self, key: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def get(self, key: str) -> Value | None: ...
    def get_scoped(self, account: str, region: str | None, key: str) -> Value | None: ...
    def pop(self, key: str, default: None = None) -> Value | None: ...
    def setdefault(self, key: str, default: Value) -> Value: ...
    def values(self) -> list[Value]: ...
    def items(self) -> list[tuple[str, Value]]: ...


def everywhere(store: Store[Value]) -> list[tuple[tuple[str, ...], Value]]:
    """What all accounts have: (account, region, key), or (account, key) where regions do not matter, and the record.

    In the order in which they came.
    """
    kept: dict[tuple[str, ...], Value] = store._data  # type: ignore[attr-defined]
    return list(kept.items())


class Module:
    """One of MiniStack's modules, imported when something in it is first asked for, and not before.

    Half of the services are never used in one session, and importing them all would double the server's memory.
    """

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = f"ministack.{path}"

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.path), name)

    @property
    def original(self) -> Original:
        """The module as MiniStack wrote it: its names before they were replaced."""
        return Original(self.path)


class Original:
    """The names of a module as they were before they were replaced; raises KeyError for one that is not."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> Any:
        return original(self._path, name)


_originals: dict[str, Any] = {}
_replaced: set[str] = set()


def installed_version() -> str:
    """The version of the installed MiniStack; an empty string when there is none."""
    try:
        return importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        return ""


def read(module: str, name: str) -> Any:
    """What a module has under this name, or under `NAME[key]` for an entry of a dictionary.

    Raises ImportError, AttributeError or KeyError.
    """
    attribute, key = split(name)
    value = getattr(importlib.import_module(module), attribute)
    return value if key is None else value[key]


def split(name: str) -> tuple[str, str | None]:
    """The attribute and the key in `NAME[key]`; the key is None for a plain attribute."""
    attribute, bracket, rest = name.partition("[")
    return attribute, rest.removesuffix("]") if bracket else None


def replace(module: str, name: str, make: Callable[[Any], Any]) -> None:
    """Put what `make` makes of the name's value in its place: now, or as soon as the module is imported."""
    _replaced.add(f"{module}.{name}")
    when_imported(module, partial(_replace, module, name, make))


def _replace(module: str, name: str, make: Callable[[Any], Any]) -> None:
    before = read(module, name)
    _originals.setdefault(f"{module}.{name}", before)
    attribute, key = split(name)
    if key is None:
        setattr(importlib.import_module(module), attribute, make(before))
    else:
        read(module, attribute)[key] = make(before)


def original(module: str, name: str) -> Any:
    """What stood under the name before `replace`, whatever stacks upon it now.

    Raises KeyError for a name that nobody replaces.
    """
    path = f"{module}.{name}"
    if path not in _replaced:
        raise KeyError(f"nothing replaces {path}: add a row to seams.py")
    # The import replaces the name.
    importlib.import_module(module)
    return _originals[path]


app = Module("app")
concurrency = Module("core.concurrency")
arn = Module("core.arn")
iam_evaluator = Module("core.iam_evaluator")
lambda_runtime = Module("core.lambda_runtime")
responses = Module("core.responses")
router = Module("core.router")
alb = Module("services.alb")
apigateway = Module("services.apigateway")
apigateway_v1 = Module("services.apigateway_v1")
cloudfront = Module("services.cloudfront")
cloudwatch = Module("services.cloudwatch")
cloudwatch_logs = Module("services.cloudwatch_logs")
cognito = Module("services.cognito")
dynamodb = Module("services.dynamodb")
ec2 = Module("services.ec2")
eventbridge = Module("services.eventbridge")
iam = Module("services.iam")
iot = Module("services.iot")
kinesis = Module("services.kinesis")
lambda_svc = Module("services.lambda_svc")
s3 = Module("services.s3")
scheduler = Module("services.scheduler")
sns = Module("services.sns")
sqs = Module("services.sqs")
stepfunctions = Module("services.stepfunctions")
sts = Module("services.sts")

_OPERATIONS: dict[tuple[str, str], tuple[Module, str]] = {
    ("cognito-idp", "AdminCreateUser"): (cognito, "_admin_create_user"),
    ("cognito-idp", "AdminInitiateAuth"): (cognito, "_admin_initiate_auth"),
    ("cognito-idp", "AdminRespondToAuthChallenge"): (cognito, "_admin_respond_to_auth_challenge"),
    ("cognito-idp", "CreateUserPool"): (cognito, "_create_user_pool"),
    ("cognito-idp", "GetTokensFromRefreshToken"): (cognito, "_get_tokens_from_refresh_token"),
    ("cognito-idp", "InitiateAuth"): (cognito, "_initiate_auth"),
    ("cognito-idp", "RespondToAuthChallenge"): (cognito, "_respond_to_auth_challenge"),
    ("cognito-idp", "SignUp"): (cognito, "_sign_up"),
    ("cognito-idp", "UpdateUserPool"): (cognito, "_update_user_pool"),
    ("events", "PutEvents"): (eventbridge, "_put_events"),
    ("states", "StartExecution"): (stepfunctions, "_start_execution"),
}


def call(service: str, operation: str, request: Record, **options: Any) -> Response:
    """Have MiniStack do an operation for the current account and region; returns its answer, an error among them.

    The service and the operation are named as AWS's models name them. Raises KeyError for one that is not listed here.
    """
    module, name = _OPERATIONS[service, operation]
    return getattr(module, name)(request, **options)
