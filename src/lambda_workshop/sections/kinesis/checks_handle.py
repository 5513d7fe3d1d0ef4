"""The counter: views read from their bytes, and a batch that stops at the one that cannot be read."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.kinesis.views import documented, record, view

handle = Exercise(
    "handle",
    title="The counter",
    points=3,
    hints=(
        "The record's data is bytes. JSON cannot carry bytes, so they were made text: how?",
        "Go through the records in order. At the first that cannot be read, stop: what comes behind it must wait, or the "
        "order is lost.",
        "`json.loads(base64.b64decode(record['kinesis']['data']))['page']` in a `try`; on `(ValueError, KeyError, "
        "TypeError)` return `{'batchItemFailures': [{'itemIdentifier': record['kinesis']['sequenceNumber']}]}`.",
    ),
)


@dataclass(frozen=True)
class Case:
    """One batch: the pages that must be printed, the sequence number that must be reported, and the answer."""

    records: list[dict[str, Any]]
    pages: list[str]
    failed: str
    answer: Answer

    @property
    def evidence(self) -> str:
        """What the records hold, and the answer."""
        lines = [
            f"  {item['kinesis']['sequenceNumber']}  {base64.b64decode(item['kinesis']['data'])!r}"
            for item in self.records
        ]
        given = self.answer.error_text or json.dumps(self.answer.value)
        return "\n".join(["sent:", *lines, "answered:", f"  {given}", "logged:", self.answer.log.strip()])


@dataclass(frozen=True)
class Trial:
    """All batches, run one after the other in one environment."""

    example: Case
    several: Case
    bad: Case
    odd: list[Case]
    visitors: tuple[str, ...]


@handle.step("The example view is counted")
def trial(handler: Handler, random: Random) -> Passed:
    batches, visitors = _batches(random)
    answers = handler.run([{"Records": records} for records, _pages, _failed in batches])
    cases = [Case(*batch, answer) for batch, answer in zip(batches, answers, strict=True)]
    found = Trial(cases[0], cases[1], cases[2], cases[3:], visitors)
    _expect(found.example, "decode `record['kinesis']['data']` from base64, then parse it")
    return Passed(found, found="`/posters/a3`", evidence=found.example.evidence)


@handle.step("So is every view of a batch, in order")
def several(trial: Trial) -> Passed:
    _expect(trial.several, "go through all of `event['Records']`, and return an empty list of failures")
    return Passed(found=f"{len(trial.several.pages)} views", evidence=trial.several.evidence)


@handle.step("The batch stops at a record that cannot be read, and names it", weight=2)
def bad(trial: Trial) -> Passed:
    _expect(trial.bad, "stop at the first bad record: Lambda begins again with the one that you name")
    return Passed(
        found=f"`{trial.bad.failed}` is reported, and nothing behind it was counted", evidence=trial.bad.evidence
    )


@handle.step("Whatever the bytes are")
def odd(trial: Trial) -> Passed:
    for case in trial.odd:
        _expect(
            case,
            "a view is a JSON object with `page`: not every record is text, not all text is JSON, and not all JSON an object",
        )
    return Passed(found=f"{len(trial.odd)} kinds of bytes", evidence=trial.odd[0].evidence)


@handle.step("No visitor is named in the log")
def private(trial: Trial) -> Passed:
    for case in (trial.example, trial.several, trial.bad, *trial.odd):
        if any(visitor in case.answer.log for visitor in trial.visitors):
            raise NotYet(
                "the log names a visitor",
                expected="pages only",
                advice="print neither the record nor the view",
                evidence=case.answer.log,
            )
    return Passed(found="nobody is named")


Batch = tuple[list[dict[str, Any]], list[str], str]


def _batches(random: Random) -> tuple[list[Batch], tuple[str, ...]]:
    views = [view(random) for _ in range(7)]
    records = [record(random, json.dumps(item).encode()) for item in views]
    pages = [item["page"] for item in views]
    batches: list[Batch] = [(documented()["Records"], ["/posters/a3"], ""), (records[:4], pages[:4], "")]
    broken = record(random, b"not a view")
    batches.append(([records[4], broken, records[5]], [pages[4]], broken["kinesis"]["sequenceNumber"]))
    for data in (b"\xff\xfe\x00", b"[1]", b'{"visitor": "v"}', b""):
        one = record(random, data)
        batches.append(([one, records[6]], [], one["kinesis"]["sequenceNumber"]))
    return batches, tuple(item["visitor"] for item in views)


def _expect(case: Case, advice: str) -> None:
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`: the whole batch comes again, and what was counted counts twice",
            expected="an answer that names the record",
            advice=advice,
            evidence=case.evidence,
        )
    wanted = {"batchItemFailures": [{"itemIdentifier": case.failed}] if case.failed else []}
    if case.answer.value != wanted:
        raise NotYet(
            f"it answered `{json.dumps(case.answer.value)}`",
            expected=f"`{json.dumps(wanted)}`",
            advice=advice,
            evidence=case.evidence,
        )
    printed = [line.removeprefix("seen ") for line in case.answer.log.splitlines() if line.startswith("seen ")]
    if printed != case.pages:
        raise NotYet(
            f"it printed {printed or 'no page'}",
            expected=f"`seen PAGE` for {case.pages or 'none'}, in this order",
            advice=advice,
            evidence=case.evidence,
        )
