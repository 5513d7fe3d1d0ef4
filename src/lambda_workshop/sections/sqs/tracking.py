"""Sends jobs to a queue, and finds out what became of them: printed, returned, dead."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from lambda_workshop.cloud import Cloud, logs, queues
from lambda_workshop.sections.sqs.jobs import Job


def send(cloud: Cloud, queue_url: str, jobs: Sequence[Job]) -> list[Job]:
    """Put at most ten jobs on the queue with one call; returns them with the message ids that SQS gave them."""
    entries = [{"Id": str(number), "MessageBody": job.body} for number, job in enumerate(jobs)]
    accepted = cloud.client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)["Successful"]
    ids = {int(item["Id"]): item["MessageId"] for item in accepted}
    return [dataclasses.replace(job, message_id=ids[number]) for number, job in enumerate(jobs)]


def times_printed(cloud: Cloud, function: str, jobs: Sequence[Job], *, since_ms: int) -> dict[str, int]:
    """How often the function's log has the line of each good job, by job id."""
    texts = [line.text for line in logs.lines(cloud, function, since_ms=since_ms)]
    return {job.job_id: sum(job.line in text for text in texts) for job in jobs if job.line is not None}


def messages_on(cloud: Cloud, *urls: str) -> int:
    """How many messages the queues hold together, hidden ones included; a job that dies stays in the sum."""
    return sum(sum(queues.counts(cloud, url)) for url in urls)


def job_id_of(body: str) -> str:
    """The job id in a message's body; empty when there is none."""
    try:
        job: Any = json.loads(body)
    except ValueError:
        return ""
    return str(job.get("jobId", "")) if isinstance(job, dict) else ""


def sent_list(jobs: Sequence[Job]) -> str:
    """The jobs as evidence: message id and body, a line each."""
    return "\n".join(f"{job.message_id}  {job.body}" for job in jobs)
