"""Submissions that cheat, break things or go on for ever: no gain, no harm, and a reason in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus import QUICK, exercise, graded, notebook, said, solved_lab

from lambda_workshop.authoring.section import load
from lambda_workshop.checks import Status
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.grade import NoticeKind

if missing := sandbox.unusable():
    pytest.skip(missing, allow_module_level=True)

# Costs `handle`, which it stands in, and nothing else.
COSTLY = {
    "an infinite loop": ("while True:\n    pass", NoticeKind.TIMEOUT),
    "a loop that catches the interrupt": (
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
        NoticeKind.TIMEOUT,
    ),
    "the end of its own kernel": ("import os\nos._exit(0)", NoticeKind.CRASH),
}


@pytest.mark.parametrize("what", COSTLY)
def test_what_goes_on_for_ever_costs_its_own_exercise_only(what: str) -> None:
    source, kind = COSTLY[what]
    grade = graded([notebook("direct", answers={"handle": source})])
    handle = exercise(grade, "direct.handle")
    assert handle.status is Status.NOT_YET and handle.points == 0, said(grade)
    assert handle.reason, said(grade)
    assert kind in {notice.kind for notice in grade.notices}, said(grade)
    assert exercise(grade, "direct.predict").status is Status.PASSED, said(grade)
    assert exercise(grade, "direct.debug").status is Status.PASSED, said(grade)


def test_loops_of_the_learners_own_cost_no_exercise_and_loops_in_exercises_only_theirs() -> None:
    loop, _kind = COSTLY["a loop that catches the interrupt"]
    grade = graded(
        [notebook("direct", answers={"predict": loop, "wire": loop}, before=dict.fromkeys(("handle", "debug"), loop))]
    )
    assert [item.points for item in grade.exercises[:4]] == [0, 3, 0, 4], said(grade)


HARMLESS = {
    "two gigabytes of memory": "try:\n    held = bytearray(2 << 30)\nexcept MemoryError:\n    pass",
    "a fork bomb": "import os\ntry:\n    while True:\n        if os.fork() == 0:\n            os._exit(0)\n        \n"
    "        if os.fork() == 0:\n            import time\n            time.sleep(3600)\nexcept OSError:\n    pass",
    "deleted files": "import shutil\nfor folder in ('/home', '/tmp', '/usr', '/etc', '/box'):\n"
    "    shutil.rmtree(folder, ignore_errors=True)",
    "a full disk": "try:\n    for number in range(64):\n"
    "        open(f'big{number}', 'wb').write(bytes(16 << 20))\nexcept OSError:\n    pass",
    "a gigabyte of output": "for _ in range(1000):\n    print('x' * 1_000_000)",
    "everybody else killed": "import os, signal\ntry:\n    os.kill(-1, signal.SIGKILL)\nexcept OSError:\n    pass",
    "a fake progress file": "import os, json, pathlib\nhome = pathlib.Path(os.environ['WORKSHOP_HOME'])\n"
    "home.mkdir(exist_ok=True)\n(home / 'progress.jsonl').write_text(json.dumps({'section': 'direct', "
    "'exercise': 'handle', 'event': 'check', 'status': 'passed', 'points': 3, 'max_points': 3}))",
    "sockets to the outside": "import socket\nfor host in ('1.1.1.1', '10.0.0.1', '192.168.0.1', '169.254.169.254'):\n"
    "    try:\n        socket.create_connection((host, 80), timeout=1)\n        raise SystemExit('reached ' + host)\n"
    "    except OSError:\n        pass",
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_would_harm_the_machine_changes_no_grade(what: str) -> None:
    grade = graded([notebook("direct", before={"handle": HARMLESS[what]})])
    assert grade.points == 12, said(grade)


# Fills each place that can be written to, wherever it is, with one large file and with many names.
FILL = """
import os
for top, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(top, name) not in ("/proc", "/sys", "/usr")]
    try:
        with open(os.path.join(top, "filler"), "wb") as file:
            for _ in range(64):
                file.write(bytes(16 << 20))
    except OSError:
        pass
    try:
        for number in range(20_000):
            open(os.path.join(top, f"name{number}"), "w").close()
    except OSError:
        pass
"""


def test_what_fills_every_disk_it_can_reach_costs_the_next_section_nothing() -> None:
    full = f"{FILL}\n\ndef handler(event, context):\n    ..."
    handler = FILL + "\n\ndef handler(event, context):\n    return {}"
    grade = graded(
        [notebook("direct", answers={"handle": full}), notebook("s3", before={"handle": FILL}), notebook("sqs")],
        labs={"direct": handler},
    )
    assert not grade.failed, said(grade)
    assert sum(item.points for item in grade.exercises if item.section == "s3") == 12, said(grade)
    assert sum(item.points for item in grade.exercises if item.exercise.startswith("sqs.")) == 12, said(grade)
    assert exercise(grade, "direct.debug").status is Status.PASSED, said(grade)


RIGHT_ELSEWHERE = """
import importlib, json, os, sys
places = [sys.argv[0], *sys.path, *(os.environ.get(name, "") for name in ("VIRTUAL_ENV", "LAMBDA_TASK_ROOT"))]
tops = {top for top in ("/usr/lib/python3", *sys.path, os.path.dirname(json.__file__) + "/site-packages") if top}
for top in list(tops):
    tops.add(os.path.join(top, "lambda_workshop"))
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if name not in ("proc", "sys", "dev")]
    if "pricing.py" in files and folder.endswith("/direct"):
        sys.path.insert(0, folder)
found = None
for name in ("lambda_workshop.sections.direct.pricing", "pricing"):
    try:
        found = found or importlib.import_module(name)
    except ImportError:
        pass


def handler(event, context):
    return found.price_of(event)
"""


def test_a_handler_under_test_cannot_import_what_is_right() -> None:
    grade = graded([notebook("direct", answers={"handle": RIGHT_ELSEWHERE})])
    assert exercise(grade, "direct.handle").points <= 0.5, said(grade)
    assert "'NoneType' object has no attribute 'price_of'" in said(grade)


CHEATS = {
    "an answer that equals everything": (
        "class Everything(str):\n    def __eq__(self, other): return True\n    def __hash__(self): return 0\n"
        "    def strip(self): return self\n    def lower(self): return self\nanswer = handler = cause = Everything('x')"
    ),
    "a patched package": (
        "import lambda_workshop.notebook.handing_in as module, lambda_workshop.checks as checks\n"
        "from lambda_workshop.checks import CheckResult, Status\n"
        "def passed(self, work=None): return CheckResult(self.id, Status.PASSED, (), 99.0, 99.0)\n"
        "module.HandingInExercise.check = passed\nmodule.LessonExercise.check = passed\n"
        "answer = handler = cause = None"
    ),
    "a patched boto3": (
        "import botocore.client\nbotocore.client.BaseClient._make_api_call = lambda *arguments, **options: {}\n"
        "answer = handler = cause = None"
    ),
    "printed results": (
        "from IPython.display import display\nfor name, points in (('predict', 1), ('handle', 3), ('wire', 4)):\n"
        "    data = {'version': 1, 'exercise': f'direct.{name}', 'status': 'passed', 'points': points, "
        "'max_points': points, 'steps': [], 'elapsed': 0}\n"
        "    display({'application/vnd.lambda-workshop.check+json': data, 'text/plain': 'Passed'}, raw=True)\n"
        "print('Passed: direct.handle 3 of 3 points')\nanswer = handler = cause = None"
    ),
    "forged work": (
        "from IPython.display import display\n"
        "for work in ({'kind': 'value', 'value': {'passed': True}}, {'kind': 'pickle', 'value': 'x'}, 7, None):\n"
        "    for name in ('predict', 'handle', 'wire', 'debug'):\n"
        "        data = {'exercise': f'direct.{name}', 'work': work}\n"
        "        display({'application/vnd.lambda-workshop.work+json': data}, raw=True)\n"
        "answer = handler = cause = None"
    ),
}


@pytest.mark.parametrize("what", CHEATS)
def test_what_a_kernel_says_of_itself_gains_nothing(what: str) -> None:
    source = CHEATS[what]
    grade = graded([notebook("direct", answers={"predict": source, "handle": source, "wire": "", "debug": source})])
    assert grade.points == 0, said(grade)
    assert all(item.status is not Status.UNAVAILABLE for item in grade.exercises), said(grade)


def test_points_and_checks_in_the_notebook_are_not_the_learners_to_change() -> None:
    document = notebook("direct", solved=False)
    for cell in document.cells:
        if cell.metadata.get("lambda_workshop", {}).get("role") == "check":
            cell.source = "from lambda_workshop.checks import CheckResult\n99.0"
            cell.metadata["nbgrader"]["points"] = 99
            cell.metadata["nbgrader"]["locked"] = False
    grade = graded([document])
    assert (grade.points, grade.max_points) == (0, 18), said(grade)


def test_no_answer_can_be_read_from_inside() -> None:
    # What a solution has and nothing else: the words of one of its lines.
    source = """
import os
found = []
for top in ("/", ):
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/dev", "/usr")]
        for name in files:
            path = os.path.join(folder, name)
            if name in ("checks.py", "checks_wire.py", "lesson.py") and "sections" in path:
                found.append(path)
            if "/wrong/" in path or "/right/" in path or "/solutions/" in path or "/submission/" in path:
                if "lambda_workshop" in path or "box" in path:
                    found.append(path)
for name in ("checks", "checks_wire", "checks_handle", "checks_debug", "lab.check"):
    try:
        __import__(f"lambda_workshop.sections.direct.{name}")
        found.append(name)
    except ImportError:
        pass
try:
    from lambda_workshop.authoring.section import load
    found += [text for text in (load("direct").solution("handle"), load("direct").solution("wire")) if text]
except Exception:
    pass
answer = "nothing" if not found else "b"
print(found)
assert not found, found
"""
    grade = graded([notebook("direct", answers={"predict": source})])
    predict = exercise(grade, "direct.predict")
    # Had it found anything, the cell would have stopped, and no answer would have been handed in.
    assert any("nothing" in step.actual for step in predict.steps), said(grade)


def test_functions_and_handlers_find_no_answer_and_no_kernel_either() -> None:
    # The search stands where it has ten seconds, outside of the handler.
    source = """
import os, pathlib
package = [top for top in os.sys.path for _, _, names in os.walk(top or ".") if "checks_wire.py" in names]

def handler(event, context):
    seen = [str(path) for name in ("/box", "/home") for path in pathlib.Path(name).glob("*")]
    others = [pid for pid in os.listdir("/proc") if pid.isdigit() and "ipykernel" in
              pathlib.Path(f"/proc/{pid}/cmdline").read_text()]
    raise RuntimeError(f"seen {len(seen)} {len(package)} {len(others)}")
"""
    grade = graded([notebook("direct", answers={"handle": source})])
    handle = exercise(grade, "direct.handle")
    assert any("RuntimeError: seen 0 0 0" in step.actual + step.evidence for step in handle.steps), said(grade)


def test_a_killed_backend_costs_the_exercise_that_killed_it() -> None:
    killer = """
import json, zipfile, io, boto3
text = '''
import os, signal
def handler(event, context):
    for pid in os.listdir("/proc"):
        if pid.isdigit() and int(pid) not in (1, os.getpid()):
            try:
                os.kill(int(pid), signal.SIGKILL)
            except OSError:
                pass
'''
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as archive:
    archive.writestr("index.py", text)
lam = boto3.client("lambda")
lam.create_function(FunctionName="killer", Runtime="python3.13", Role=direct.role("killer"), Handler="index.handler",
                    Code={"ZipFile": buffer.getvalue()})
try:
    lam.invoke(FunctionName="killer")
except Exception:
    pass
def handler(event, context): ...
"""
    grade = graded([notebook("direct", answers={"handle": killer})])
    assert exercise(grade, "direct.handle").points == 0, said(grade)
    assert "backend ended" in exercise(grade, "direct.handle").reason, said(grade)
    assert exercise(grade, "direct.predict").status is Status.PASSED, said(grade)
    assert exercise(grade, "direct.debug").status is Status.PASSED, said(grade)
    assert NoticeKind.CRASH in {notice.kind for notice in grade.notices}, said(grade)


def test_nobody_can_answer_in_the_backends_place() -> None:
    impostor = """
import os, threading, http.server
port = int(os.environ["WORKSHOP_ENDPOINT"].rpartition(":")[2])
class Yes(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    do_GET = do_POST
taken = True
try:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Yes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
except OSError:
    taken = False
answer = "impostor" if taken else "refused"
"""
    grade = graded([notebook("direct", answers={"predict": impostor})])
    predict = exercise(grade, "direct.predict")
    assert any("'refused'" in step.actual for step in predict.steps), said(grade)
    assert exercise(grade, "direct.wire").status is Status.PASSED, said(grade)


def test_threads_of_the_kernel_stand_still_while_a_check_looks() -> None:
    # It would answer the probe in the function's place: whatever comes to the queue is written to the log.
    helper = """
import threading, boto3, time
def serve():
    logs, sqs = boto3.client("logs"), boto3.client("sqs")
    while True:
        try:
            url = sqs.get_queue_url(QueueName="inkwell-sqs-jobs")["QueueUrl"]
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        except Exception:
            pass
        time.sleep(0.01)
threading.Thread(target=serve, daemon=True).start()
"""
    honest = graded([notebook("sqs", answers={"debug": ""}, before={"wire": helper})])
    # A thief of messages in the kernel would make the probe fail: that it passes shows that the thief was stopped.
    assert exercise(honest, "sqs.wire").status is Status.PASSED, said(honest)


def test_a_lab_that_loops_bombs_or_forges_is_worth_nothing_and_harms_nobody() -> None:
    section = load("direct")
    loop = "while True:\n    pass\n\n\ndef handler(event, context):\n    return {}\n"
    impatient = replace(QUICK, check_seconds=8.0)
    grade = graded([], labs={"direct": loop}, sections=["direct"], limits=impatient)
    lab = exercise(grade, "direct.lab")
    assert lab.points < lab.max_points and lab.status is Status.NOT_YET, said(grade)
    again = graded([], labs={"direct": solved_lab(section)}, sections=["direct"])
    assert exercise(again, "direct.lab").status is Status.PASSED, said(again)
