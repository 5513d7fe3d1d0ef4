"""A class of six whose grades were never computed, with answers to read: for the desk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from made_grades import CLASS, class_file, exercise, handed, keep

from lambda_workshop.checks import Status, Step
from lambda_workshop.classroom import runs
from lambda_workshop.grading.grade import Notice, NoticeKind
from lambda_workshop.grading.store import Store

NAMES = {"ada": "Ada Lovelace", "bob": "Bob Noyce", "cyd": "Cyd Charisse", "dan": "Dan Dare", "eve": "Eve Online"}
HANDLER = """
def handler(event, context):
    # {comment}
    {total} = 0
    for {page} in event.get("pages", []):
        if {page}["kind"] == "photo" and {page}["copies"] > 0:
            {total} += {page}["copies"] * PRICES.get({page}["paper"], 99)
        elif {page}["kind"] == "poster":
            {total} += max(250, {page}["copies"] * 200)
        else:
            raise ValueError("no such page: " + str({page}))
    if {total} > 5000:
        {total} = int({total} * 0.9)
    return {{"price": {total}, "currency": "EUR", "pages": len(event.get("pages", []))}}
"""
OTHER = """
def handler(event, context):
    jobs = [job for job in event["Records"] if "body" in job]
    prices = dict(zip(map(json.loads, (job["body"] for job in jobs)), range(len(jobs))))
    try:
        return sorted(prices.items(), key=lambda pair: pair[1])[-1]
    except IndexError as error:
        print("nothing to do", error)
        return None
"""


def answer(comment: str, total: str, page: str) -> str:
    return HANDLER.format(comment=comment, total=total, page=page)


def make(folder: Path) -> Path:
    """A class in this folder, its grades in `folder/grades`; returns these."""
    more = "".join(f'{one} = {{ name = "{NAMES[one]}" }}\n' for one in ("dan", "eve"))
    class_file(folder, CLASS + more)
    grades = folder / "grades"
    keep(grades, "ada")
    keep(grades, "bob", handle=3)
    keep(grades, "cyd", failed="the worker died")
    keep(grades, "dan", handle=1)
    keep(grades, "eve", predict=0, wire=0)
    runs.remember(grades)
    keep(grades, "dan", handle=2)
    store = Store(grades)
    bob = store.load("bob")
    assert bob is not None
    steps = (
        Step("The function exists", Status.PASSED, actual="`inkwell-direct-pricer` is there"),
        Step("An event of no pages", Status.NOT_YET, expected="0", actual="KeyError: 'pages' <script>alert(1)</script>",
             advice="ask with `get`", evidence='{"event": {"pages": []}}'),
    )  # fmt: skip
    items = [
        replace(exercise("direct.handle", 1.5), steps=steps) if item.exercise == "direct.handle" else item
        for item in bob.exercises
    ]
    notice = Notice(NoticeKind.SUSPICIOUS, "cell 9 starts processes: `subprocess.run(...)`", "direct.handle")
    store.save(replace(bob, exercises=tuple(items), notices=(notice,)))
    handed(grades, ada=timedelta(hours=-1), bob=timedelta(hours=3))
    (grades / "answers").mkdir()
    for learner, text in (
        ("ada", answer("my own", "total", "page")),
        ("bob", answer("also my own", "summe", "seite")),
        ("cyd", ""),
        ("dan", OTHER),
        ("eve", "def handler(event, context)\n    return 1"),
    ):
        data = {"mark": {}, "answers": {"direct.handle": text, "direct.predict": 'answer = "b"'}}
        (grades / "answers" / f"{learner}.json").write_text(json.dumps(data), "utf-8")
    return grades
