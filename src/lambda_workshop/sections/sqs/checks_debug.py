"""The print room where one poison job takes its batch along: name the cause, mend it, bring the dead back."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, queues, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.queues import Queue
from lambda_workshop.sections.sqs.broken import DEAD, GOOD_JOBS_TAG, PRINTER, QUEUE, ROOM, put_in_place
from lambda_workshop.sections.sqs.checks_wire import PARTIAL
from lambda_workshop.sections.sqs.jobs import Job, batch_event, good_job, reported_ids, unknown_paper_job
from lambda_workshop.sections.sqs.tracking import indented, job_id_of, said, send, sent_list, times_printed

CAUSES = {
    "a": Option(
        "The visibility timeout is shorter than the function's run.",
        "The REPORT lines show runs of a few milliseconds, and messages are hidden for six seconds. Look at "
        "what the log says before each REPORT.",
    ),
    "b": Option(
        "One bad job makes the handler raise, and its whole batch comes back.",
        "The log shows the same KeyError again and again, with the good jobs of its batch printed before it.",
        correct=True,
    ),
    "c": Option(
        "The role may not delete messages.",
        "The role has AWSLambdaSQSQueueExecutionRole, which allows sqs:DeleteMessage. The poller does not "
        "even ask: look at how each invocation ends.",
    ),
    "d": Option(
        "The shop sends every job twice.",
        "Four messages were sent. The log shows the same jobs six seconds apart, which is the visibility timeout.",
    ),
}

debug = Exercise(
    "debug",
    title="Prints that come twice",
    points=4,
    hints=(
        "The queue and the role do what they should. Ask how each invocation ends, and what that means for the good "
        "jobs of its batch.",
        "The log of `inkwell-sqs-debug-printer` has one error, always the same. Two things must change: what the "
        "handler does with the bad job, and whether the mapping listens to its answer.",
        "Deploy your own handler with `update_function_code`, give the mapping "
        "`FunctionResponseTypes=['ReportBatchItemFailures']` with `update_event_source_mapping`, then call "
        "`start_message_move_task` with the ARN of `inkwell-sqs-debug-dead`.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@dataclass(frozen=True)
class Probe:
    """Jobs that were sent through the mended wiring, and when."""

    jobs: tuple[Job, ...]
    since_ms: int

    @property
    def poison(self) -> Job:
        """The one that cannot be printed."""
        return next(job for job in self.jobs if not job.good)


@debug.step("The cause is named", weight=1)
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step(f"`{PRINTER}` reports a poison job alone, and prints the rest", weight=2)
def printer(cloud: Cloud, work: object, random: Random) -> Passed:
    found = functions.find(cloud, PRINTER)
    if found is None:
        raise NotAttempted(f"no function called `{PRINTER}`", advice="run `sqs.debug.start()`")
    batch = (good_job(random), unknown_paper_job(random), good_job(random))
    answer = functions.invoke(cloud, PRINTER, batch_event(batch, queue=QUEUE))
    evidence = (
        f"sent:\n{sent_list(batch)}\nanswered:\n  {answer.error_text or answer.value}\nlogged:\n{indented(answer.log)}"
    )
    # The start's own state is no answer yet: only a learner who has named a cause has tried something.
    outcome = NotAttempted if work is None else NotYet
    if answer.error_text:
        raise outcome(
            f"called with a poison job, it still fails: `{answer.error_text}`",
            expected="no exception: the poison job is in `batchItemFailures`, the others are printed",
            advice=f"deploy your own handler: `lam.update_function_code(FunctionName='{PRINTER}', ...)`",
            evidence=evidence,
        )
    unprinted = [job.job_id for job in batch if job.line and job.line not in answer.log]
    if unprinted or reported_ids(answer.value) != [batch[1].message_id]:
        raise NotYet(
            f"it did not print {unprinted[0]}" if unprinted else f"it answered `{answer.value}`",
            expected=f"two printed jobs, and one item in `batchItemFailures`: `{batch[1].message_id}`",
            advice="deploy the handler that passed `sqs.handle.check(handler)`",
            evidence=evidence,
        )
    return Passed(found, found="called with a poison job in the middle, it reports that one", evidence=evidence)


@debug.step("The mapping heeds `batchItemFailures`")
def partial(cloud: Cloud, work: object, random: Random) -> Passed:
    queue = queues.find(cloud, QUEUE)
    if queue is None:
        raise NotAttempted(f"no queue called `{QUEUE}`", advice="run `sqs.debug.start()`")
    found = functions.mappings(cloud, function=PRINTER, source_arn=queue.arn)
    if not found:
        raise NotYet(
            f"no mapping joins `{QUEUE}` to `{PRINTER}`",
            expected="one mapping",
            advice="create it again, or run `sqs.debug.start()` to start over",
        )
    types = found[0].settings.get("FunctionResponseTypes") or []
    if PARTIAL not in types:
        outcome = NotAttempted if work is None else NotYet
        raise outcome(
            f"`FunctionResponseTypes` is {types}",
            expected=f"`['{PARTIAL}']`: without it Lambda takes the answer for success and deletes the poison job",
            advice=f"`lam.update_event_source_mapping(UUID='{found[0].uuid}', FunctionResponseTypes=['{PARTIAL}'])`",
        )
    return Passed(queue, found=f"`FunctionResponseTypes` has {PARTIAL}")


@debug.step("New jobs are printed once, with a poison job among them")
def probe(cloud: Cloud, printer: Function, partial: Queue, random: Random) -> Passed:
    since = logs.now_ms()
    jobs = send(cloud, partial.url, [good_job(random), good_job(random), unknown_paper_job(random), good_job(random)])
    sent = Probe(tuple(jobs), since)
    _until_printed(cloud, sent)
    return Passed(sent, found="three new jobs are printed", evidence=_evidence(cloud, sent))


@debug.step("The good jobs of the start are printed after all")
def revived(cloud: Cloud, probe: Probe, partial: Queue) -> Passed:
    dead = _dead_letter_queue(cloud)
    tags = cloud.client("sqs").list_queue_tags(QueueUrl=dead.url).get("Tags", {})
    wanted = tags.get(GOOD_JOBS_TAG, "").split()
    if not wanted:
        raise NotYet(
            f"`{DEAD}` was made again, and its jobs went with the old one",
            expected="the queues that `sqs.debug.start()` made",
            advice="run `sqs.debug.start()` again, and mend what it makes",
        )
    try:
        until("the jobs to be printed", lambda: not _unprinted(cloud, wanted), timeout=9, every=0.25)
    except TimedOut as error:
        missing = _unprinted(cloud, wanted)[0]
        lying = any(job_id_of(message["Body"]) == missing for message in queues.receive(cloud, dead.url, delete=False))
        raise NotYet(
            f"{missing} lies in `{DEAD}`" if lying else f"{missing} is not printed, and not in `{DEAD}`",
            expected="every good job of the start printed by the mended function",
            advice=f"move the dead jobs back: `queues.start_message_move_task(SourceArn='{dead.arn}')`"
            if lying
            else "check again in six seconds; if it stays so, the job was deleted: start over with `sqs.debug.start()`",
            evidence=f"logged:\n{said(cloud, PRINTER, since_ms=0)}",
        ) from error
    return Passed(found=f"{', '.join(wanted)} are printed")


@debug.step("The poison job alone reaches the dead-letter queue")
def buried(cloud: Cloud, probe: Probe) -> Passed:
    dead = _dead_letter_queue(cloud)
    poison = probe.poison.job_id

    def find() -> dict[str, str] | None:
        messages = queues.receive(cloud, dead.url, delete=False)
        return next((message for message in messages if job_id_of(message["Body"]) == poison), None)

    try:
        message = until("the poison job to die", find, timeout=25, every=0.25)
    except TimedOut as error:
        raise NotYet(
            f"the poison job {poison} is not in `{DEAD}` after 25 s",
            expected="two receives, six seconds apart, then the dead-letter queue",
            advice="look at the log, and at the redrive policy of the queue",
            evidence=_evidence(cloud, probe),
        ) from error
    # Taken away again, so that the learner's next look at the dead-letter queue finds only jobs of the story.
    cloud.client("sqs").delete_message(QueueUrl=dead.url, ReceiptHandle=message["ReceiptHandle"])
    times = times_printed(cloud, PRINTER, probe.jobs, since_ms=probe.since_ms)
    if twice := [job_id for job_id, count in times.items() if count != 1]:
        raise NotYet(
            f"{twice[0]} was printed {times[twice[0]]} times",
            expected="one print for each good job, while the poison one is tried twice",
            advice="let the answer name only the message that failed",
            evidence=_evidence(cloud, probe),
        )
    return Passed(found=f"{poison} is dead, the others were printed once", evidence=_evidence(cloud, probe))


def _until_printed(cloud: Cloud, sent: Probe) -> None:
    try:
        until(
            "the good jobs to be printed",
            lambda: all(times_printed(cloud, PRINTER, sent.jobs, since_ms=sent.since_ms).values()),
            timeout=10,
            every=0.1,
        )
    except TimedOut as error:
        times = times_printed(cloud, PRINTER, sent.jobs, since_ms=sent.since_ms)
        raise NotYet(
            f"{sum(map(bool, times.values()))} of 3 good jobs were printed within 10 s",
            expected="all three",
            advice=f"look at the log with `sqs.logs('{PRINTER}')`",
            evidence=_evidence(cloud, sent),
        ) from error


def _unprinted(cloud: Cloud, job_ids: list[str]) -> list[str]:
    """Those of the jobs that no successful invocation has in its log: a failed one prints jobs and loses them again."""
    done = [item for item in logs.invocations(cloud, PRINTER) if not item.error and item.duration_ms is not None]
    text = "\n".join(line for item in done for line in item.lines)
    return [job_id for job_id in job_ids if job_id not in text]


def _dead_letter_queue(cloud: Cloud) -> Queue:
    dead = queues.find(cloud, DEAD)
    if dead is None:
        raise NotYet(f"no queue called `{DEAD}`", expected="the dead-letter queue", advice="run `sqs.debug.start()`")
    return dead


def _evidence(cloud: Cloud, sent: Probe) -> str:
    logged = said(cloud, PRINTER, since_ms=sent.since_ms)
    return f"sent to the queue:\n{sent_list(sent.jobs)}\nlogged:\n{logged}"
