"""The wiring of the print queue: two queues, a role, a function and a mapping, as AWS would accept them."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, queues, roles, until
from lambda_workshop.cloud.functions import EventSourceMapping, Function
from lambda_workshop.cloud.queues import Queue
from lambda_workshop.sections.sqs.jobs import batch_event, good_job, poison_job, reported_ids
from lambda_workshop.sections.sqs.names import DEAD, JOBS, PRINTER
from lambda_workshop.sections.sqs.tracking import indented, messages_on, said, send, sent_list, times_printed

RIGHTS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
PARTIAL = "ReportBatchItemFailures"
_RECEIVES, _BATCH, _AT_A_TIME = 5, 5, 2

wire = Exercise(
    "wire",
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


@wire.step(f"The queue `{JOBS}` exists")
def jobs(cloud: Cloud) -> Queue:
    found = queues.find(cloud, JOBS)
    if found is None:
        raise NotAttempted(f"no queue called `{JOBS}`", advice="create it in the cell above, and run that cell")
    return found


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


@wire.step(f"The function `{PRINTER}` prints, and reports a poison job alone")
def printer(cloud: Cloud, random: Random) -> Passed:
    found = functions.find(cloud, PRINTER)
    if found is None:
        raise NotAttempted(f"no function called `{PRINTER}`", advice="deploy your handler in the cell above")
    batch = [good_job(random), poison_job(random), good_job(random)]
    answer = functions.invoke(cloud, PRINTER, batch_event(batch))
    evidence = (
        f"sent:\n{sent_list(batch)}\nanswered:\n  {answer.error_text or answer.value}\nlogged:\n{indented(answer.log)}"
    )
    if answer.error_text:
        raise NotYet(
            f"the function failed with `{answer.error_text}`",
            expected="an answer that names the poison job",
            advice="make `sqs.handle.check(handler)` pass, then deploy that handler",
            evidence=evidence,
        )
    poison = batch[1].message_id
    unprinted = [job.job_id for job in batch if job.line and job.line not in answer.log]
    if unprinted or reported_ids(answer.value) != [poison]:
        raise NotYet(
            f"it did not print {unprinted[0]}" if unprinted else f"it answered `{answer.value}`",
            expected=f"two printed jobs, and one item in `batchItemFailures`: `{poison}`",
            advice="deploy the handler that passed `sqs.handle.check(handler)`: run both cells again",
            evidence=evidence,
        )
    return Passed(found, found="called directly, it prints two jobs and reports the third", evidence=evidence)


@wire.step("One mapping joins the queue to the function")
def mapping(cloud: Cloud, jobs: Queue, printer: Function) -> Passed:
    found = functions.mappings(cloud, function=PRINTER)
    ours = [item for item in found if item.source_arn == jobs.arn]
    if not ours:
        sources = ", ".join(f"`{item.source_arn}`" for item in found)
        raise NotYet(
            f"the function is mapped to {sources}" if found else "the function has no event source mapping",
            expected=f"a mapping with `{jobs.arn}`",
            advice="call `create_event_source_mapping` with the ARN of the jobs queue",
        )
    if others := [item for item in functions.mappings(cloud, source_arn=jobs.arn) if item not in ours]:
        raise NotYet(
            f"`{others[0].function_arn}` reads the queue as well, so each of them sees only a part of the jobs",
            expected=f"`{PRINTER}` alone",
            advice="delete the other mapping with `delete_event_source_mapping(UUID=...)`",
        )
    enabled = functions.settled(cloud, ours[0])
    if enabled.state != "Enabled":
        raise NotYet(
            f"the mapping is {enabled.state}",
            expected="Enabled",
            advice="call `update_event_source_mapping(UUID=..., Enabled=True)`",
        )
    return Passed(enabled, found=f"mapping {enabled.uuid} is enabled")


@wire.step(f"Batches of {_BATCH} at most, {_AT_A_TIME} at a time")
def settings(mapping: EventSourceMapping) -> Passed:
    size = mapping.settings.get("BatchSize")
    if not isinstance(size, int) or size > _BATCH:
        raise NotYet(f"`BatchSize` is {size}", expected=f"at most {_BATCH}", advice="set it in the mapping")
    limit = (mapping.settings.get("ScalingConfig") or {}).get("MaximumConcurrency")
    if limit != _AT_A_TIME:
        raise NotYet(
            f"`MaximumConcurrency` is {limit or 'not set'}",
            expected=f"{_AT_A_TIME}: the print room has two printers",
            advice="give the mapping `ScalingConfig={'MaximumConcurrency': 2}`",
        )
    return Passed(found=f"batch size {size}, maximum concurrency {limit}")


@wire.step("The mapping heeds `batchItemFailures`")
def partial(mapping: EventSourceMapping) -> Passed:
    types = mapping.settings.get("FunctionResponseTypes") or []
    if PARTIAL not in types:
        raise NotYet(
            f"`FunctionResponseTypes` is {types}",
            expected=f"`['{PARTIAL}']`: without it Lambda ignores the answer and deletes the poison job as printed",
            advice=f"give the mapping `FunctionResponseTypes=['{PARTIAL}']`",
        )
    return Passed(found=f"`FunctionResponseTypes` has {PARTIAL}")


@wire.step("AWS lets the poller read the queue with the function's role")
def rights(cloud: Cloud, jobs: Queue, printer: Function) -> Passed:
    role = roles.name_of(printer.role)
    if not roles.trusts(cloud, printer.role, "lambda.amazonaws.com"):
        raise NotYet(
            f"works here, but AWS would refuse it: Lambda may not assume the role `{role}`",
            expected="a role whose trust policy names `lambda.amazonaws.com`",
            advice="make the role with `sqs.role(...)`, and deploy the function with its ARN",
        )
    if denied := roles.denied(cloud, printer.role, RIGHTS, jobs.arn):
        raise NotYet(
            f"works here, but AWS would refuse it: the role `{role}` does not allow {', '.join(denied)}",
            expected=f"{', '.join(RIGHTS)} on `{jobs.arn}`",
            advice="add the missing rights to the `policies` of the role",
        )
    return Passed(found=f"`{role}` may receive, delete and get attributes")


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


@wire.step("Jobs on the queue are printed once, and the poison job stays for another try", weight=2)
def probe(cloud: Cloud, jobs: Queue, dead: Queue, printer: Function, partial: object, random: Random) -> Passed:
    since, before = logs.now_ms(), messages_on(cloud, jobs.url, dead.url)
    batch = send(cloud, jobs.url, [good_job(random), poison_job(random), good_job(random), good_job(random)])

    def evidence() -> str:
        return f"sent to the queue:\n{sent_list(batch)}\nlogged:\n{said(cloud, PRINTER, since_ms=since)}"

    try:
        until(
            "the good jobs to be printed",
            lambda: all(times_printed(cloud, PRINTER, batch, since_ms=since).values()),
            timeout=10,
            every=0.1,
        )
    except TimedOut as error:
        printed = sum(map(bool, times_printed(cloud, PRINTER, batch, since_ms=since).values()))
        raise NotYet(
            f"{printed} of 3 good jobs were printed within 10 s",
            expected="all three: the poller calls the function within a second",
            advice="look at the log with `sqs.logs('inkwell-sqs-printer')`",
            evidence=evidence(),
        ) from error
    try:
        until(
            "one message to be left", lambda: messages_on(cloud, jobs.url, dead.url) == before + 1, timeout=4, every=0.1
        )
    except TimedOut as error:
        left = messages_on(cloud, jobs.url, dead.url) - before
        raise NotYet(
            f"{left} of the 4 messages came back" if left > 0 else "the poison job is gone, as if it were printed",
            expected="the three good ones deleted, the poison one on the queue",
            advice="let the handler report exactly the messages that failed",
            evidence=evidence(),
        ) from error
    times = times_printed(cloud, PRINTER, batch, since_ms=since)
    if twice := [job for job, count in times.items() if count > 1]:
        raise NotYet(
            f"{twice[0]} was printed {times[twice[0]]} times",
            expected="one print for each job",
            advice="look in the log for what made its batch come back",
            evidence=evidence(),
        )
    return Passed(found="three jobs are printed and deleted, the poison one is still there", evidence=evidence())
