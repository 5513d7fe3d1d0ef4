"""Every environment variable that the course reads, once; `docs/environment.md` is made of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One variable: who sets it, what stands when nobody does, and what it does."""

    name: str
    default: str
    text: str


LEARNERS: tuple[Variable, ...] = (
    Variable("WORKSHOP_BACKEND", "`auto`", "where AWS calls go: `auto`, `embedded` or `localstack`"),
    Variable("WORKSHOP_HOME", "the user's state folder", "where progress and the backend's state lie"),
    Variable("WORKSHOP_ACCOUNT", "twelve zeros", "the 12-digit account that your calls are made as"),
    Variable("WORKSHOP_SECTIONS", "none", "folders with further sections, separated as in PATH"),
    Variable("LOCALSTACK_HOST", "`127.0.0.1:4566`", "where LocalStack is looked for"),
    Variable("LOCALSTACK_AUTH_TOKEN", "none", "LocalStack's account, for an image newer than 4.14.0"),
)
BACKENDS: tuple[Variable, ...] = (
    Variable("WORKSHOP_BACKEND_GRACE", "30", "seconds that the embedded backend waits for a new holder"),
    Variable("WORKSHOP_BACKEND_LOG_LEVEL", "`WARNING`", "how much the embedded backend logs"),
    Variable("WORKSHOP_ASYNC_RETRY_SECONDS", "`0.5,1`", "waits before the retries of an asynchronous event"),
    Variable("WORKSHOP_WEBSOCKET_IDLE_SECONDS", "600", "after which an idle WebSocket connection is closed"),
    Variable("WORKSHOP_WEBSOCKET_DURATION_SECONDS", "7200", "after which any WebSocket connection is closed"),
)
DOCKER: tuple[Variable, ...] = (
    Variable("LOCALSTACK_IMAGE", "the pinned 4.14.0", "another image of LocalStack, for `docker compose`"),
    Variable("LOCALSTACK_PORT", "4566", "LocalStack's port on 127.0.0.1"),
    Variable("WORKSHOP_IMAGE", "`lambda-workshop`", "another name of the course's image"),
    Variable("WORKSHOP_PORT", "8888", "JupyterLab's port on 127.0.0.1"),
    Variable("WORKSHOP_UID", "1000", "the user that JupyterLab's container runs as"),
)
HUB: tuple[Variable, ...] = (
    Variable("WORKSHOP_HUB_URL", "`http://127.0.0.1:8000`", "the address that participants use"),
    Variable("WORKSHOP_HUB_FOLDER", "`class`", "where homes, lists and the hub's state lie"),
    Variable("WORKSHOP_HUB_PASSWORD", "drawn and printed", "the room's password"),
    Variable("WORKSHOP_HUB_MEMORY", "`4G`", "memory for a process of a participant"),
    Variable("WORKSHOP_HUB_IDLE", "3600", "seconds after which an idle server is ended"),
    Variable("WORKSHOP_HUB_CERT", "none", "a certificate: the hub then speaks HTTPS"),
    Variable("WORKSHOP_HUB_KEY", "none", "the certificate's key"),
)
TESTS: tuple[Variable, ...] = (
    Variable("WORKSHOP_TEST_LOCALSTACK_URL", "none", "a LocalStack that the tests may use and empty"),
    Variable("WORKSHOP_SCREENSHOTS", "none", "a folder in which the browser's tests leave pictures"),
)
OWN: tuple[Variable, ...] = (
    Variable("WORKSHOP_ENDPOINT", "none", "the grader's backend, for a kernel in its room"),
    Variable(
        "WORKSHOP_ENDPOINT_SECRET_FILE", "none", "the file with that backend's secret, with which its calls are signed"
    ),
    Variable("WORKSHOP_GRADER", "none", "the socket at which that kernel asks for a check"),
    Variable("WORKSHOP_LIMITS", "none", "limits of a process in a room"),
    Variable("WORKSHOP_OUTPUT_LIMIT", "none", "bytes that a cell may print in a room"),
    Variable("WORKSHOP_HANDLER_PREFIX", "none", "the command before a handler under test"),
    Variable("WORKSHOP_MARK", "none", "in a function: gives it new environments"),
)
GROUPS: tuple[tuple[str, str, tuple[Variable, ...]], ...] = (
    ("For learners", "", LEARNERS),
    ("For the embedded backend", "", BACKENDS),
    ("For Docker", "Read by `docker-compose.yml`.", DOCKER),
    ("For the hub", "Read by `deploy/jupyterhub/`.", HUB),
    ("For the tests", "", TESTS),
    ("Set by the course itself", "Not to be set by hand.", OWN),
)


def environment_page() -> str:
    """The page of all variables, in Markdown."""
    lines = ["# Environment variables", "", "Made by `make build` from `src/lambda_workshop/authoring/variables.py`."]
    for heading, words, variables in GROUPS:
        lines += [
            "",
            f"## {heading}",
            "",
            *([words, ""] if words else []),
            "| variable | default | what |",
            "|---|---|---|",
        ]
        lines += [f"| `{each.name}` | {each.default} | {each.text} |" for each in variables]
    return "\n".join(lines) + "\n"
