"""The wiring of the print queue: two queues, a role, a function and a mapping, as AWS would accept them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, queues
from lambda_workshop.cloud.functions import EventSourceMapping, Function
from lambda_workshop.cloud.queues import Queue
from lambda_workshop.sections.sqs.checks_handle import batch
from lambda_workshop.sections.sqs.jobs import good_job, poison_job, reported_ids
from lambda_workshop.sections.sqs.names import DEAD, JOBS, PRINTER
from lambda_workshop.sections.sqs.tracking import messages_on, send, sent_list, times_printed
from lambda_workshop.verify import Case, Probe, Setting, Trial, Wire, at_most, exactly, has

RIGHTS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
PARTIAL = "ReportBatchItemFailures"
_RECEIVES, _BATCH, _AT_A_TIME = 5, 5, 2

wire = Wire(
    title="The print queue",
    points=4,
    hints=(
        "Ask of each box in the diagram: who reads from whom, and with whose rights? The poller uses the function's "
        "role.",
        "`maxReceiveCount` belongs to the redrive policy of the jobs queue. `ReportBatchItemFailures` belongs to the "
        "mapping. Queue attributes are strings, even the numbers.",
        "`create_event_source_mapping(FunctionName=printer, EventSourceArn=arn_of(jobs_url), BatchSize=5, "
        "ScalingConfig={'MaximumConcurrency': 2}, FunctionResponseTypes=['ReportBatchItemFailures'])`, after "
        "`RedrivePolicy=json.dumps({'deadLetterTargetArn': arn_of(dead_url), 'maxReceiveCount': 5})` on the queue.",
    ),
    resources=(JOBS, DEAD, PRINTER),
)


def prints_all_but_the_poison(trial: Trial, advice: str) -> None:
    """A deployed printer prints the good jobs of a batch and reports the others; raises NotYet."""
    jobs, answer = trial.case.wanted, trial.answer
    poison = [job.message_id for job in jobs if not job.good]
    wanted = f"{len(jobs) - len(poison)} printed jobs, and one item in `batchItemFailures`: `{poison[0]}`"
    if answer.error is not None:
        raise trial.not_yet(
            f"called with a poison job, it still fails: `{answer.error_text}`", expected=wanted, advice=advice
        )
    unprinted = [job.job_id for job in jobs if job.line and job.line not in answer.log]
    if unprinted or reported_ids(answer.value) != poison:
        found = f"it did not print {unprinted[0]}" if unprinted else f"it answered `{answer.shown}`"
        raise trial.not_yet(found, expected=wanted, advice=advice)


jobs = wire.exists("queue", JOBS)


@wire.step(f"A message goes to `{DEAD}` after {_RECEIVES} receives, and is kept there longer")
def dead(cloud: Cloud, jobs: Queue) -> Passed:
    found = queues.find(cloud, DEAD)
    if found is None:
        raise NotYet(f"no queue called `{DEAD}`", expected="a queue for the jobs that keep failing", advice="create it")
    if jobs.dead_letter_arn != found.arn:
        raise NotYet(
            f"the redrive policy of `{JOBS}` names `{jobs.dead_letter_arn or 'no queue'}`",
            expected=f"`{found.arn}`: without it a poison job comes back until it is too old, and is lost",
            advice=f"set `RedrivePolicy` on `{JOBS}`, with the ARN of `{DEAD}` as `deadLetterTargetArn`",
        )
    if jobs.max_receives < _RECEIVES:
        raise NotYet(
            f"`maxReceiveCount` is {jobs.max_receives}",
            expected=f"at least {_RECEIVES}: a throttled function uses up receives too, so good jobs would die",
            advice="raise `maxReceiveCount` in the redrive policy",
        )
    kept, shorter = (int(queue.attributes["MessageRetentionPeriod"]) for queue in (found, jobs))
    if kept <= shorter:
        raise NotYet(
            f"`{DEAD}` keeps messages for {kept} seconds, `{JOBS}` for {shorter}",
            expected="a longer time on the dead-letter queue: a message's age counts from when it was first sent",
            advice=f"set `MessageRetentionPeriod` of `{DEAD}` to 1209600 (14 days)",
        )
    return Passed(found, found=f"dead after {jobs.max_receives} receives, kept for {kept // 86400} days")


printer = wire.exists("function", PRINTER)


@wire.calls(
    "Called directly, it prints, and reports a poison job alone",
    printer,
    judge=prints_all_but_the_poison,
    found="it prints two jobs and reports the third",
)
def called(random: Random) -> Iterator[Case]:
    yield batch([good_job(random), poison_job(random), good_job(random)])


mapping = wire.joins(
    jobs,
    printer,
    what="queue",
    text="One mapping joins the queue to the function",
    twice="each of them sees only a part of the jobs",
)
settings = wire.settings(
    f"Batches of {_BATCH} at most, {_AT_A_TIME} at a time",
    mapping,
    Setting("BatchSize", at_most(_BATCH), f"at most {_BATCH}"),
    Setting("ScalingConfig.MaximumConcurrency", exactly(_AT_A_TIME), f"{_AT_A_TIME}: the print room has two printers"),
    of="mapping",
)
partial = wire.settings(
    "The mapping heeds `batchItemFailures`",
    mapping,
    Setting(
        "FunctionResponseTypes",
        has(PARTIAL),
        f"`['{PARTIAL}']`: without it Lambda ignores the answer and deletes the poison job as printed",
    ),
    of="mapping",
)
wire.settings(
    "The mapping hands over every job, whatever is in it",
    mapping,
    Setting(
        "FilterCriteria.Filters",
        lambda filters: not filters,
        "no filter: what a filter leaves out is deleted from the queue, and nobody ever hears of it",
        "call `update_event_source_mapping(UUID=..., FilterCriteria={})`",
    ),
    of="mapping",
)
wire.role_may(printer, dict.fromkeys(RIGHTS, jobs), text="AWS lets the poller read the queue with the function's role")


@wire.step("The visibility timeout covers six runs of the function")
def visibility(jobs: Queue, printer: Function, mapping: EventSourceMapping) -> Passed:
    seconds, window = jobs.visibility_timeout, int(mapping.settings.get("MaximumBatchingWindowInSeconds") or 0)
    if seconds < printer.timeout:
        raise NotYet(
            f"works here, but AWS would refuse it: messages are hidden for {seconds} s, and the function may run "
            f"for {printer.timeout} s",
            expected="a visibility timeout that is not below the function's timeout",
            advice=f"set `VisibilityTimeout` of `{JOBS}` to {6 * printer.timeout + window}",
        )
    if seconds < 6 * printer.timeout + window:
        raise NotYet(
            f"messages are hidden for {seconds} s; the function's timeout is {printer.timeout} s",
            expected=f"at least {6 * printer.timeout + window} s: six times the timeout, and the batching window, so "
            "that a throttled batch is not read again while Lambda still tries",
            advice=f"set `VisibilityTimeout` of `{JOBS}`",
        )
    return Passed(found=f"hidden for {seconds} s, a run takes at most {printer.timeout} s")


@wire.step(
    "Jobs on the queue are printed once, and the poison job stays for another try", weight=2, needs=(called, partial)
)
def probe(cloud: Cloud, jobs: Queue, dead: Queue, random: Random) -> Passed:
    before, tried = (
        messages_on(cloud, jobs.url, dead.url),
        Probe(cloud, PRINTER, "look at the mapping's state and filter"),
    )
    sent = send(cloud, jobs.url, [good_job(random), poison_job(random), good_job(random), good_job(random)])
    tried.sent = sent_list(sent)

    def printed() -> dict[str, int]:
        return times_printed(cloud, PRINTER, sent, since_ms=tried.since_ms)

    def left() -> int:
        return messages_on(cloud, jobs.url, dead.url) - before

    tried.until(
        lambda: all(printed().values()),
        found=lambda: f"{sum(map(bool, printed().values()))} of 3 good jobs were printed",
        expected="all three: the poller calls the function within a second",
        advice="look at the log with `sqs.logs('inkwell-sqs-printer')`",
        seconds=10,
    )
    tried.until(
        lambda: left() == 1,
        found=lambda: (
            f"{left()} of the 4 messages came back" if left() > 0 else "the poison job is gone, as if printed,"
        ),
        expected="the three good ones deleted, the poison one on the queue",
        advice="let the handler report exactly the messages that failed",
        seconds=4,
    )
    if twice := [(job, count) for job, count in printed().items() if count > 1]:
        raise NotYet(
            f"{twice[0][0]} was printed {twice[0][1]} times",
            expected="one print for each job",
            advice="look in the log for what made its batch come back",
            evidence=tried.evidence,
        )
    return Passed(found="three jobs are printed and deleted, the poison one is still there", evidence=tried.evidence)
