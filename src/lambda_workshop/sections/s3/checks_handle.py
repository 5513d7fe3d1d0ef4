"""The planner: which thumbnails does an event ask for?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.s3.notifications import GOLDEN, planned, record
from lambda_workshop.sections.s3.pictures import random_name

handle = Exercise(
    "handle",
    title="The planner",
    points=3,
    hints=(
        "Each record is a question of its own: is this a new photo? Only then it gives an entry.",
        "The key is in `record['s3']['object']['key']`. Decode it first, then look at its ends. The "
        "bucket's name, the size and the version are in `record['s3']` too, but not every record has every field.",
        "`key = unquote_plus(stored['key'])`; go on if `record['eventName'].startswith('ObjectCreated:')`, the key "
        "starts with `photos/`, `key.lower().endswith('.png')` and `stored['size'] > 0`; `stored.get('versionId')`.",
    ),
)


@dataclass(frozen=True)
class Case:
    """One event, what the planner must return for it, and what it returned."""

    event: dict[str, Any]
    wanted: list[dict[str, Any]]
    answer: Answer

    @property
    def evidence(self) -> str:
        """The keys that were sent and the answer."""
        sent = "\n".join(
            f"  {item['eventName']}  {item['s3']['object']['key']}  size {item['s3']['object'].get('size', '-')}"
            for item in self.event["Records"]
        )
        given = self.answer.error_text or json.dumps(self.answer.value, ensure_ascii=False)
        return f"sent:\n{sent}\nanswered:\n  {given}\nlogged:\n  {self.answer.log.strip() or '(nothing)'}"


@dataclass(frozen=True)
class Trial:
    """Every event of the check, run one after the other in one environment."""

    golden: Case
    odd_names: Case
    several: Case
    others: Case
    versions: Case


@handle.step("The example event gives its thumbnail")
def trial(handler: Handler, random: Random) -> Passed:
    prepared = _events(random)
    answers = handler.run([event for event, _wanted in prepared])
    ran = Trial(*(Case(event, wanted, answer) for (event, wanted), answer in zip(prepared, answers, strict=True)))
    _expect(ran.golden, "decode the key with `urllib.parse.unquote_plus`, then build the entry from it")
    return Passed(
        ran, found="the photo and its thumbnail are named as they are in the bucket", evidence=ran.golden.evidence
    )


@handle.step("Names with spaces, plus signs and other letters are decoded")
def odd_names(trial: Trial) -> Passed:
    _expect(trial.odd_names, "decode with `unquote_plus`: `unquote` leaves the plus signs, and `replace` the rest")
    return Passed(found="random names come out as they were uploaded", evidence=trial.odd_names.evidence)


@handle.step("Every record of an event counts, folders included")
def several(trial: Trial) -> Passed:
    _expect(trial.several, "go through all of `event['Records']`, and keep what follows `photos/` as it is")
    return Passed(found=f"{len(trial.several.wanted)} photos of one event are planned", evidence=trial.several.evidence)


@handle.step("What is not a new photo is left out", weight=2)
def others(trial: Trial) -> Passed:
    case = trial.others
    _expect(
        case,
        "look at the event's name, at the beginning and the end of the decoded key, and at the size; "
        "a removed object has no size",
    )
    return Passed(
        found="thumbnails, folders, empty files, texts and removed photos are left out", evidence=case.evidence
    )


@handle.step("A bucket with versions gets its version")
def versions(trial: Trial) -> Passed:
    _expect(trial.versions, "`stored.get('versionId')` is the version, or None where there is none")
    return Passed(found="the version is in the plan", evidence=trial.versions.evidence)


def _expect(case: Case, advice: str) -> None:
    answer = case.answer
    if answer.error is not None:
        raise NotYet(
            f"the handler raised `{answer.error_text}`, so no photo of this event gets a thumbnail",
            expected=f"{len(case.wanted)} entries",
            advice=advice,
            evidence=case.evidence,
        )
    if not isinstance(answer.value, list):
        raise NotYet(
            f"the handler returned `{json.dumps(answer.value)}`",
            expected="a list, with one entry for each photo",
            advice="start with an empty list, append to it in the loop, and return it after the loop",
            evidence=case.evidence,
        )
    missing = [entry for entry in case.wanted if entry not in answer.value]
    extra = [entry for entry in answer.value if entry not in case.wanted]
    if extra or missing or len(answer.value) != len(case.wanted):
        raise NotYet(
            _difference(case, extra, missing),
            expected=json.dumps(missing[0] if missing else case.wanted, ensure_ascii=False),
            advice=advice,
            evidence=case.evidence,
        )


def _difference(case: Case, extra: list[Any], missing: list[Any]) -> str:
    if missing and extra:
        return f"an entry is not right: `{json.dumps(extra[0], ensure_ascii=False)}`"
    if missing:
        return f"{len(missing)} of {len(case.wanted)} photos are missing from the plan"
    if extra:
        return f"something is planned that is no new photo: `{json.dumps(extra[0], ensure_ascii=False)}`"
    return f"{len(case.answer.value)} entries for {len(case.wanted)} photos"


def _events(random: Random) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    golden = json.loads(GOLDEN.read_text("utf-8"))
    bucket = f"inkwell-s3-{random.randrange(16**6):06x}"
    name = random_name(random)
    nested = f"photos/2026/{random.randint(1, 12):02d}/{random_name(random)}"
    capital = f"photos/IMG_{random.randint(1000, 9999)}.PNG"
    plain = f"photos/{random_name(random)}"
    version = f"v{random.randrange(16**12):012x}"

    def one(key: str, **more: Any) -> dict[str, Any]:
        return record(random, key, bucket=bucket, **more)

    others = [
        one(f"thumbnails/{name}"),
        one("photos/2026/", size=0),
        one(f"photos/{name}", size=0),
        one(f"photos/{name}", event="ObjectRemoved:Delete"),
        one(f"photos/{name}.txt"),
        one(f"incoming/photos/{name}"),
        one(plain, event="ObjectCreated:CompleteMultipartUpload"),
    ]
    random.shuffle(others)
    return [
        (golden, [planned(golden["Records"][0]["s3"]["bucket"]["name"], "photos/My photo+1.png")]),
        ({"Records": [one(f"photos/{name}")]}, [planned(bucket, f"photos/{name}")]),
        (
            {"Records": [one(nested), one(capital), one(plain)]},
            [planned(bucket, key) for key in (nested, capital, plain)],
        ),
        ({"Records": others}, [planned(bucket, plain)]),
        ({"Records": [one(plain, version=version)]}, [planned(bucket, plain, version)]),
    ]
