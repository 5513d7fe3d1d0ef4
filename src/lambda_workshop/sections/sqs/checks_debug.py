"""The print room where one poison job takes its batch along: name the cause, mend it, bring the dead back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from lambda_workshop.checks import NotYet, Option, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, queues, until
from lambda_workshop.cloud.functions import EventSourceMapping
from lambda_workshop.cloud.queues import Queue
from lambda_workshop.sections.sqs.broken import DEAD, GOOD_JOBS_TAG, PRINTER, QUEUE, ROOM, put_in_place
from lambda_workshop.sections.sqs.checks_handle import batch
from lambda_workshop.sections.sqs.checks_wire import PARTIAL, prints_all_but_the_poison
from lambda_workshop.sections.sqs.jobs import Job, good_job, unknown_paper_job
from lambda_workshop.sections.sqs.tracking import job_id_of, send, sent_list, times_printed
from lambda_workshop.verify import Case, Debug, Probe, logged

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

debug = Debug(
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
    causes=CAUSES,
    services=("lambda", "sqs", "iam"),
)


@dataclass(frozen=True)
class Room:
    """What the start made, as it is now."""

    queue: Queue
    dead: Queue
    mapping: EventSourceMapping

    @property
    def heeds(self) -> list[str]:
        """What the mapping heeds of an answer."""
        return list(self.mapping.settings.get("FunctionResponseTypes") or [])


@debug.wiring(gone=f"`{QUEUE}`, `{DEAD}`, `{PRINTER}` or the mapping is gone")
def room(cloud: Cloud) -> Room | None:
    queue, dead = queues.find(cloud, QUEUE), queues.find(cloud, DEAD)
    joined = functions.mappings(cloud, function=PRINTER, source_arn=queue.arn) if queue else []
    return Room(queue, dead, joined[0]) if queue and dead and joined else None


@debug.calls(
    f"`{PRINTER}` reports a poison job alone, and prints the rest",
    PRINTER,
    judge=prints_all_but_the_poison,
    advice=f"deploy your own handler: `lam.update_function_code(FunctionName='{PRINTER}', ...)`",
    found="called with a poison job in the middle, it reports that one",
    weight=2,
    needs=("wiring",),
)
def printer(random: Random) -> Iterator[Case]:
    yield batch((good_job(random), unknown_paper_job(random), good_job(random)), queue=QUEUE)


@debug.step("The mapping heeds `batchItemFailures`")
def partial(wiring: Room) -> Passed:
    if PARTIAL not in wiring.heeds:
        raise NotYet(
            f"`FunctionResponseTypes` is {wiring.heeds}",
            expected=f"`['{PARTIAL}']`: without it Lambda takes the answer for success and deletes the poison job",
            advice=f"`lam.update_event_source_mapping(UUID='{wiring.mapping.uuid}', FunctionResponseTypes=['{PARTIAL}'])`",
        )
    return Passed(found=f"`FunctionResponseTypes` has {PARTIAL}")


@dataclass(frozen=True)
class Sent:
    """Jobs that were sent through the mended wiring, and what is seen of them."""

    jobs: list[Job]
    probe: Probe

    def times(self) -> dict[str, int]:
        """How often each good job was printed."""
        return times_printed(self.probe.cloud, PRINTER, self.jobs, since_ms=self.probe.since_ms)


@debug.step("New jobs are printed once, with a poison job among them", needs=(printer, partial))
def probe(cloud: Cloud, wiring: Room, random: Random) -> Passed:
    tried = Probe(cloud, PRINTER, "look at the mapping's state")
    jobs = [good_job(random), good_job(random), unknown_paper_job(random), good_job(random)]
    sent = Sent(send(cloud, wiring.queue.url, jobs), tried)
    tried.sent = sent_list(sent.jobs)
    tried.until(
        lambda: all(sent.times().values()),
        found=lambda: f"{sum(map(bool, sent.times().values()))} of 3 good jobs were printed",
        expected="all three",
        advice=f"look at the log with `sqs.logs('{PRINTER}')`",
        seconds=10,
    )
    return Passed(sent, found="three new jobs are printed", evidence=tried.evidence)


@debug.step("The good jobs of the start are printed after all", needs=("probe",))
def revived(cloud: Cloud, wiring: Room) -> Passed:
    tags = cloud.client("sqs").list_queue_tags(QueueUrl=wiring.dead.url).get("Tags", {})
    wanted = tags.get(GOOD_JOBS_TAG, "").split()
    if not wanted:
        raise NotYet(
            f"`{DEAD}` was made again, and its jobs went with the old one",
            expected="the queues that `sqs.debug.start()` made",
            advice="run `sqs.debug.start()` again, and mend what it makes",
        )
    try:
        until("the jobs to be printed", lambda: not _unprinted(cloud, wanted), timeout=cloud.patience(9), every=0.25)
    except TimedOut as error:
        missing, lying = _unprinted(cloud, wanted)[0], queues.receive(cloud, wiring.dead.url, delete=False)
        dead = any(job_id_of(message["Body"]) == missing for message in lying)
        raise NotYet(
            f"{missing} lies in `{DEAD}`" if dead else f"{missing} is not printed, and not in `{DEAD}`",
            expected="every good job of the start printed by the mended function",
            advice=f"move the dead jobs back: `queues.start_message_move_task(SourceArn='{wiring.dead.arn}')`"
            if dead
            else "check again in six seconds; if it stays so, the job was deleted: start over with `sqs.debug.start()`",
            evidence=logged(cloud, PRINTER),
        ) from error
    return Passed(found=f"{', '.join(wanted)} are printed")


@debug.step("The poison job alone reaches the dead-letter queue")
def buried(cloud: Cloud, wiring: Room, probe: Sent) -> Passed:
    dead, poison = wiring.dead, next(job.job_id for job in probe.jobs if not job.good)

    def find() -> dict[str, str] | None:
        messages = queues.receive(cloud, dead.url, delete=False)
        return next((message for message in messages if job_id_of(message["Body"]) == poison), None)

    message = probe.probe.until(
        find,
        found=f"the poison job {poison} is not in `{DEAD}`",
        expected="two receives, six seconds apart, then the dead-letter queue",
        advice="look at the log, and at the redrive policy of the queue",
        seconds=25,
    )
    # Taken away again, so that the learner's next look at the dead-letter queue finds only jobs of the story.
    cloud.client("sqs").delete_message(QueueUrl=dead.url, ReceiptHandle=message["ReceiptHandle"])
    if wrong := [(job_id, count) for job_id, count in probe.times().items() if count != 1]:
        raise NotYet(
            f"{wrong[0][0]} was printed {wrong[0][1]} times",
            expected="one print for each good job, while the poison one is tried twice",
            advice="let the answer name only the message that failed",
            evidence=probe.probe.evidence,
        )
    return Passed(found=f"{poison} is dead, the others were printed once", evidence=probe.probe.evidence)


debug.keeps_the_rest(f"function {PRINTER}: *", f"mapping of {QUEUE} to {PRINTER}: *", needs=("probe",))


def _unprinted(cloud: Cloud, job_ids: list[str]) -> list[str]:
    """Those of the jobs that no successful invocation has in its log: a failed one prints jobs and loses them again."""
    done = [item for item in logs.invocations(cloud, PRINTER) if not item.error and item.duration_ms is not None]
    text = "\n".join(line for item in done for line in item.lines)
    return [job_id for job_id in job_ids if job_id not in text]
