"""What another user of the machine tries against somebody's backend; run as that user, with the standard library only.

Arguments: the backend's port, its state folder, its process ids. Prints the names of the tries that got anything, as
a JSON list.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ACCOUNT = "000000000000"
GUESSES = ("", "workshop", "test", "secret", ACCOUNT, "AWS", "localstack")


def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, bytes]:
    """One request; status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def version_4(port: int, service: str, body: bytes, secret: str, **more: str) -> dict[str, str]:
    """The headers that sign a POST to `/` with this secret."""
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{date[:8]}/us-east-1/{service}/aws4_request"
    told = {"host": f"127.0.0.1:{port}", "x-amz-date": date, **more}
    names = ";".join(sorted(told))
    lines = "".join(f"{name}:{told[name]}\n" for name in sorted(told))
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    value = hmac.digest(key, text.encode(), "sha256").hex()
    credential = f"AWS4-HMAC-SHA256 Credential={ACCOUNT}/{scope}, SignedHeaders={names}, Signature={value}"
    return {**told, "authorization": credential}


def calls(port: int) -> Iterator[tuple[str, int]]:
    """Each try to call, and the status that it got."""
    listing, identity = b"Action=ListQueues", b"Action=GetCallerIdentity"
    form = {"content-type": "application/x-www-form-urlencoded"}
    made_up = "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/{}/aws4_request, SignedHeaders=host"
    for secret in GUESSES:
        headers = version_4(port, "sts", identity, secret, **form)
        yield f"a signature with {secret!r}", ask(port, "POST", "/", headers, identity)[0]
        until = str(int(time.time()) + 600)
        text = f"GET\n\n\n{until}\n/kept/object"
        value = base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()
        query = urllib.parse.urlencode({"AWSAccessKeyId": ACCOUNT, "Signature": value, "Expires": until})
        yield f"an address with {secret!r}", ask(port, "GET", f"/kept/object?{query}")[0]
        yield f"version 2 with {secret!r}", ask(port, "GET", "/kept", {"authorization": f"AWS {ACCOUNT}:{value}"})[0]
    for service in ("lambda", "s3", "sqs", "logs", "execute-api"):
        signed = {"authorization": made_up.format(service) + ", Signature=" + "0" * 64}
        for path in ("/", "/2015-03-31/functions", "/kept/object", "/_workshop/mailbox", "/_workshop/clock"):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"):
                status, _body = ask(port, method, path, {**signed, **form}, listing)
                yield f"{method} {path} as {service}", status
    for path in ("/", "/kept", "/kept/object", "/2015-03-31/functions/kept", "/_workshop/mailbox", "/_workshop/holders",
                 "/_workshop/reset", "/_ministack/reset", "/_ministack/config", "/_localstack/config",
                 "/_ministack/lambda-code/000000000000/us-east-1/kept", "/_ministack/lambda-code/kept",
                 "/_ministack/lambda-layers/000000000000/us-east-1/l/1/content", "/_aws/sns/sms-messages",
                 "/_aws/ses/messages", "/_aws/sqs/messages", "/_aws/sns/platform-endpoint-messages",
                 "/_aws/cognito-idp/mails", "/latest/meta-data/iam/security-credentials/",
                 "/latest/dynamic/instance-identity/document", "/v2/credentials/x"):  # fmt: skip
        for method in ("GET", "POST", "PUT"):
            for headers in ({}, {"x-workshop-token": "0" * 64}, {"x-amz-target": "AmazonSQS.ListQueues"}):
                yield f"{method} {path} with {list(headers)}", ask(port, method, path, headers)[0]


def read(path: Path) -> None:
    """Read a little of a file."""
    with path.open("rb") as file:
        file.read(16)


def write(path: Path) -> None:
    """Write nothing to a file, which takes the right to."""
    path.open("ab").close()


def enter(path: Path) -> None:
    """List a folder."""
    list(path.iterdir())


def files(home: Path, pids: list[int]) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each try to read or write what is the learner's."""
    for name in ("backend.json", "backend.log", "backend.lock", "progress.jsonl"):
        yield f"read {name}", partial(read, home / name)
        yield f"write {name}", partial(write, home / name)
    yield "list the state folder", partial(enter, home)
    yield "write into the state folder", partial(write, home / "mine")
    for pid in pids:
        yield f"signal {pid}", partial(os.kill, pid, 0)
        for name in ("environ", "maps", "mem", "auxv"):
            yield f"read /proc/{pid}/{name}", partial(read, Path(f"/proc/{pid}/{name}"))
        for name in ("cwd", "root", "fd"):
            yield f"list /proc/{pid}/{name}", partial(enter, Path(f"/proc/{pid}/{name}"))


def got(attempt: Callable[[], object]) -> bool:
    """Whether it gave anything."""
    try:
        attempt()
    except OSError:
        return False
    return True


def main() -> int:
    """Try everything."""
    port, home, pids = int(sys.argv[1]), Path(sys.argv[2]), [int(word) for word in sys.argv[3:]]
    found = [name for name, status in calls(port) if status not in (400, 403, 404, 405, 413)]
    found += [name for name, attempt in files(home, pids) if got(attempt)]
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if got(path.read_bytes)]
    print(json.dumps({"got": found, "command_lines": [line.decode("latin-1") for line in lines]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
