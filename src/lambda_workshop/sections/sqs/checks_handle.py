"""The printer: a handler that prints a batch and reports the messages that failed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.sections.sqs.jobs import Job, batch_event, good_job, odd_jobs, poison_job, the_most
from lambda_workshop.sections.sqs.tracking import sent_list
from lambda_workshop.verify import Case, Handle, Trial
from lambda_workshop.verify.causes import cause_of

_GOLDEN = Path(__file__).parent / "events" / "batch.json"
_MESSAGE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def batch(jobs: Sequence[Job], *, queue: str = "inkwell-sqs-jobs") -> Case:
    """The case of these jobs in one batch; what is wanted of it are the jobs themselves."""
    secrets = tuple(secret for job in jobs for secret in job.private)
    return Case(batch_event(jobs, queue=queue), tuple(jobs), secrets=secrets, sent=sent_list(jobs))


def judged(trial: Trial, advice: str) -> None:
    """Exactly the poison jobs are reported, and exactly the good ones are printed, each once; raises NotYet."""
    failed, jobs = failures_of(trial), trial.case.wanted
    for job in jobs:
        if not job.good and job.message_id not in failed:
            raise trial.not_yet(
                f"the poison job `{job.body}` was not reported, so Lambda deletes it as if it were printed",
                expected=f"`{job.message_id}` in `batchItemFailures`: what was not reported as failed is gone for ever",
                advice=advice,
            )
        if job.good and job.message_id in failed:
            raise trial.not_yet(
                f"{job.job_id} can be printed and was reported as failed, so it comes back",
                expected="only poison jobs in `batchItemFailures`",
                advice="look at the reason in the log below; report a message only where its own work failed",
            )
    _expect_lines(trial)


handle = Handle(
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
    judge=judged,
)


@handle.cases("The example batch is printed", found="both jobs are printed, and no failure is reported")
def example() -> Iterator[Case]:
    jobs = []
    for record in json.loads(_GOLDEN.read_text(encoding="utf-8"))["Records"]:
        job = json.loads(record["body"])
        line = f"printed {job['jobId']}: {job['copies']} x {job['paper']}"
        jobs.append(Job(record["messageId"], job["jobId"], record["body"], line, tuple(job["customer"].values())))
    yield batch(jobs)


@handle.cases("Random jobs are printed, one line for each")
def random_jobs(random: Random) -> Iterator[Case]:
    yield batch([*the_most(random), *(good_job(random) for _ in range(random.randint(3, 7)))])


@handle.cases(
    "A poison job in the middle fails alone",
    advice="append the failed record's messageId to the list where you catch the error",
    weight=2,
)
def poison(random: Random) -> Iterator[Case]:
    jobs = [good_job(random) for _ in range(random.randint(4, 6))]
    yield batch([*jobs[:2], poison_job(random), *jobs[2:]])


@handle.cases(
    "Odd bodies fail, and do not stop the batch",
    advice="check each of the three fields before you print: only a JSON object with jobId, paper A3, A4 or A5, and "
    "whole copies from 1 to 500 is printed",
    weight=2,
)
def odd(random: Random) -> Iterator[Case]:
    yield batch([*odd_jobs(random), good_job(random)])


@handle.step("A failed message leaves its id and the reason in the log")
def reasons(poison: list[Trial]) -> Passed:
    for trial in poison:
        for job in trial.case.wanted:
            if not job.good and job.message_id not in trial.answer.log:
                raise trial.not_yet(
                    "the log says nothing of the message that failed",
                    expected=f"a line with its id, such as `failed {job.message_id}: no such paper`",
                    advice="print the messageId and the error in the `except` branch: nobody else will ever tell you why",
                )
    return Passed(found="the log names the failed message")


@handle.cases(
    "The next batch starts from nothing", needs=(poison,), found="a good batch after a bad one is all printed"
)
def afresh(random: Random) -> Iterator[Case]:
    yield batch([good_job(random), good_job(random)])


handle.keeps_secrets(
    "The customers stay out of the log",
    found="the log holds a customer's data: `{}`",
    expected="the job's id, copies and paper, nothing of its customer",
    advice="print single fields, never the whole body, job or event",
)


def failures_of(trial: Trial) -> list[str]:
    """The message ids that the answer reports, read as Lambda reads it; raises NotYet where it would not understand.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    answer, ids = trial.answer, {job.message_id for job in trial.case.wanted}
    if answer.error is not None:
        cause = cause_of(answer.error)
        raise trial.not_yet(
            f"the handler raised `{answer.error_text}`, so the whole batch comes back",
            expected="no exception leaves the handler: the failed messages are in its answer",
            advice=cause.advice if cause else "put `try` and `except` inside the loop, around the work on one record",
        )
    value = answer.value
    if not isinstance(value, dict) or not isinstance(value.get("batchItemFailures"), list):
        raise trial.not_yet(
            f"the handler returned `{answer.shown}`, which tells Lambda nothing of failures",
            expected='`{"batchItemFailures": [...]}`, with an empty list when all went well',
            advice="return that dictionary after the loop",
        )
    failed = [item.get("itemIdentifier") if isinstance(item, dict) else None for item in value["batchItemFailures"]]
    if strange := [item for item, name in zip(value["batchItemFailures"], failed, strict=True) if name not in ids]:
        raise _strange(trial, strange[0])
    return [str(name) for name in failed]


def _strange(trial: Trial, item: object) -> NotYet:
    if isinstance(item, dict) and _MESSAGE_ID.fullmatch(str(item.get("itemIdentifier"))):
        return trial.not_yet(
            f"`{json.dumps(item)}` names a message from an earlier batch, so Lambda takes the whole batch as failed",
            expected="only messages of the event at hand",
            advice="make the list inside the handler: what is made outside it lives as long as the environment",
        )
    return trial.not_yet(
        f"`{json.dumps(item)}` names no message of the batch, so Lambda takes the whole batch as failed",
        expected='items such as `{"itemIdentifier": record["messageId"]}`',
        advice="use the key itemIdentifier and the record's messageId",
    )


def _expect_lines(trial: Trial) -> None:
    """Every good job has its line once, and no poison job has one."""
    good = {job.job_id for job in trial.case.wanted if job.good}
    for job in trial.case.wanted:
        lines = [line for line in trial.answer.log.splitlines() if f"printed {job.job_id}" in line]
        if job.line is None:
            if lines and job.job_id not in good:
                raise trial.not_yet(
                    f"the poison job {job.job_id} was printed: `{lines[0]}`",
                    expected="no line `printed ...` for a job that fails",
                    advice="check the job first, print last",
                )
        elif len(exact := [line for line in lines if job.line in line]) != 1:
            raise trial.not_yet(
                f"{len(exact)} lines `{job.line}` in the log" if exact else f"no line `{job.line}` in the log",
                expected="one line for each good job of the batch",
                advice="print the line from the fields of the record's own body, for each record in turn",
            )
