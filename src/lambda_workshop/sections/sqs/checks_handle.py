"""The printer: a handler that prints a batch and reports the messages that failed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.sqs.jobs import Job, batch_event, good_job, odd_jobs, poison_job
from lambda_workshop.sections.sqs.tracking import indented, sent_list

_GOLDEN = Path(__file__).parent / "events" / "batch.json"

handle = Exercise(
    "handle",
    title="The printer",
    points=3,
    hints=(
        "Think of each record as a small job of its own, which may fail without taking the others along.",
        "`try` and `except` belong inside the loop over `event['Records']`, around everything that can fail for one "
        "record, `json.loads` included. The list of failures is made inside the handler.",
        "In the `except` branch: `print(f\"failed {record['messageId']}: {error}\")` and "
        "`failures.append({'itemIdentifier': record['messageId']})`. After the loop: "
        "`return {'batchItemFailures': failures}`.",
    ),
)


@dataclass(frozen=True)
class Batch:
    """One batch that the handler was given, and what came of it."""

    jobs: tuple[Job, ...]
    answer: Answer

    @property
    def evidence(self) -> str:
        """The bodies that were sent, the answer and the log."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"sent:\n{sent_list(self.jobs)}\nanswered:\n  {given}\nlogged:\n{indented(self.answer.log)}"


@dataclass(frozen=True)
class Trial:
    """Every batch of the check, run one after the other in one environment."""

    golden: Batch
    random: Batch
    poisoned: Batch
    odd: Batch
    after: Batch


@handle.step("The example batch is printed")
def trial(handler: Handler, random: Random) -> Passed:
    batches = _batches(random)
    answers = handler.run([batch_event(jobs) for jobs in batches])
    ran = Trial(*(Batch(jobs, answer) for jobs, answer in zip(batches, answers, strict=True)))
    _expect_all_printed(ran.golden)
    return Passed(ran, found="both jobs are printed, and no failure is reported", evidence=ran.golden.evidence)


@handle.step("Random jobs are printed, one line for each")
def random_jobs(trial: Trial) -> Passed:
    _expect_all_printed(trial.random)
    return Passed(found=f"{len(trial.random.jobs)} random jobs are printed", evidence=trial.random.evidence)


@handle.step("A poison job in the middle fails alone", weight=2)
def poison(trial: Trial) -> Passed:
    batch = trial.poisoned
    failed = _failures_of(batch)
    bad = [job for job in batch.jobs if not job.good]
    if missing := [job for job in bad if job.message_id not in failed]:
        raise NotYet(
            f"the poison job {missing[0].job_id} was not reported, so Lambda deletes it as if it were printed",
            expected=f'`{{"itemIdentifier": "{missing[0].message_id}"}}` in `batchItemFailures`',
            advice="append the failed record's messageId to the list where you catch the error",
            evidence=batch.evidence,
        )
    for job in batch.jobs:
        if job.good and job.message_id in failed:
            raise NotYet(
                f"{job.job_id} can be printed and was reported as failed, so it comes back",
                expected=f"only the poison job {bad[0].job_id} in `batchItemFailures`",
                advice="report a message only where its own work failed, and go on with the next one",
                evidence=batch.evidence,
            )
    _expect_lines(batch)
    return Passed(found=f"{bad[0].job_id} is reported, the others are printed", evidence=batch.evidence)


@handle.step("Odd bodies fail, and do not stop the batch", weight=2)
def odd(trial: Trial) -> Passed:
    batch = trial.odd
    failed = _failures_of(batch)
    for job in batch.jobs:
        if not job.good and job.message_id not in failed:
            raise NotYet(
                f"the body `{job.body}` was not reported as failed",
                expected="only a JSON object with jobId, paper A3, A4 or A5, and whole copies from 1 to 500 is printed",
                advice="check each of the three fields before you print, and let the check raise an error",
                evidence=batch.evidence,
            )
    _expect_lines(batch)
    return Passed(found=f"{len(failed)} odd bodies are reported, and the good job after them is printed")


@handle.step("A failed message leaves its id and the reason in the log")
def reasons(poison: object, trial: Trial) -> Passed:
    for job in trial.poisoned.jobs:
        lines = [line for line in trial.poisoned.answer.log.splitlines() if job.message_id in line]
        if not job.good and not lines:
            raise NotYet(
                "the log says nothing of the message that failed",
                expected=f"a line with its id, such as `failed {job.message_id}: no such paper`",
                advice="print the messageId and the error in the `except` branch: nobody else will ever tell you why",
                evidence=trial.poisoned.evidence,
            )
    return Passed(found="the log names the failed message")


@handle.step("The next batch starts from nothing")
def afresh(poison: object, trial: Trial) -> Passed:
    value = trial.after.answer.value
    old = {job.message_id for batch in (trial.poisoned, trial.odd) for job in batch.jobs}
    if isinstance(value, dict) and any(item.get("itemIdentifier") in old for item in _items(value)):
        raise NotYet(
            "the answer names a message from an earlier batch",
            expected="only messages of the event at hand",
            advice="make the list inside the handler: what is made outside it lives as long as the environment",
            evidence=trial.after.evidence,
        )
    _expect_all_printed(trial.after)
    return Passed(found="a good batch after a bad one reports no failure")


@handle.step("The customers stay out of the log")
def private(trial: Trial) -> Passed:
    for batch in (trial.golden, trial.random, trial.poisoned, trial.odd, trial.after):
        for job in batch.jobs:
            if seen := [text for text in job.private if text in batch.answer.log]:
                raise NotYet(
                    f"the log holds a customer's data: `{seen[0]}`",
                    expected="the job's id, copies and paper, nothing of its customer",
                    advice="print single fields, never the whole body, job or event",
                    evidence=batch.evidence,
                )
    return Passed(found="no name and no address in the log")


def _batches(random: Random) -> list[tuple[Job, ...]]:
    poisoned = [good_job(random) for _ in range(random.randint(4, 6))]
    poisoned.insert(2, poison_job(random))
    return [
        _golden_jobs(),
        tuple(good_job(random) for _ in range(random.randint(3, 7))),
        tuple(poisoned),
        (*odd_jobs(random), good_job(random)),
        (good_job(random), good_job(random)),
    ]


def _golden_jobs() -> tuple[Job, ...]:
    jobs = []
    for record in json.loads(_GOLDEN.read_text(encoding="utf-8"))["Records"]:
        job = json.loads(record["body"])
        line = f"printed {job['jobId']}: {job['copies']} x {job['paper']}"
        private = (job["customer"]["name"], job["customer"]["email"])
        jobs.append(Job(record["messageId"], job["jobId"], record["body"], line, private))
    return tuple(jobs)


def _items(value: dict[str, Any]) -> list[dict[str, Any]]:
    items = value.get("batchItemFailures")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _failures_of(batch: Batch) -> list[str]:
    """The message ids that the answer reports, read as Lambda reads it.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

    Raises:
        NotYet: the handler raised, or Lambda would not understand the answer.
    """
    answer, ids = batch.answer, {job.message_id for job in batch.jobs}
    if answer.error is not None:
        raise NotYet(
            f"the handler raised `{answer.error_text}`, so the whole batch comes back",
            expected="no exception leaves the handler: the failed messages are in its answer",
            advice="put `try` and `except` inside the loop, around the work on one record",
            evidence=batch.evidence,
        )
    value = answer.value
    if not isinstance(value, dict) or not isinstance(value.get("batchItemFailures"), list):
        raise NotYet(
            f"the handler returned `{json.dumps(value)}`, which tells Lambda nothing of failures",
            expected='`{"batchItemFailures": [...]}`, with an empty list when all went well',
            advice="return that dictionary after the loop",
            evidence=batch.evidence,
        )
    failed = []
    for item in value["batchItemFailures"]:
        identifier = item.get("itemIdentifier") if isinstance(item, dict) else None
        if identifier not in ids:
            raise NotYet(
                f"`{json.dumps(item)}` names no message of the batch, so Lambda takes the whole batch as failed",
                expected='items such as `{"itemIdentifier": record["messageId"]}`',
                advice="use the key itemIdentifier and the record's messageId",
                evidence=batch.evidence,
            )
        failed.append(str(identifier))
    return failed


def _expect_all_printed(batch: Batch) -> None:
    failed = _failures_of(batch)
    _expect_lines(batch)
    if failed:
        raise NotYet(
            f"{len(failed)} good jobs were reported as failed, so they come back and are printed again",
            expected='`{"batchItemFailures": []}`: every job of this batch can be printed',
            advice="look at the reason in the log below",
            evidence=batch.evidence,
        )


def _expect_lines(batch: Batch) -> None:
    """Every good job has its line once, and no poison job has one."""
    for job in batch.jobs:
        lines = [line for line in batch.answer.log.splitlines() if f"printed {job.job_id}" in line]
        if job.line is None:
            if lines and not any(other.job_id == job.job_id and other.good for other in batch.jobs):
                raise NotYet(
                    f"the poison job {job.job_id} was printed: `{lines[0]}`",
                    expected="no line `printed ...` for a job that fails",
                    advice="check the job first, print last",
                    evidence=batch.evidence,
                )
        elif len(exact := [line for line in lines if job.line in line]) != 1:
            raise NotYet(
                f"{len(exact)} lines `{job.line}` in the log" if exact else f"no line `{job.line}` in the log",
                expected="one line for each good job of the batch",
                advice="print the line from the fields of the record's own body, for each record in turn",
                evidence=batch.evidence,
            )
