"""What `sqs.debug.start()` puts in place: a print room in which one poison job takes its batch along."""

from __future__ import annotations

import json
from random import Random

from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, logs
from lambda_workshop.sections.sqs.jobs import good_job, unknown_paper_job
from lambda_workshop.sections.sqs.tracking import send

ROOM = "inkwell-sqs-debug"
QUEUE, DEAD, PRINTER, ROLE = ROOM, f"{ROOM}-dead", f"{ROOM}-printer", f"{ROOM}-role"
RECEIVES = 2
"""Fewer than anyone should allow, so that a job is dead in twelve seconds."""
VISIBILITY = 6
GOOD_JOBS_TAG = "workshop-good-jobs"
"""The tag of the dead-letter queue that keeps the ids of the good jobs which the broken printer was given."""

BROKEN_PRINTER = """\
import json

SHEETS = {"A3": 4, "A4": 2, "A5": 1}


def handler(event, context):
    sheets = 0
    for record in event["Records"]:
        job = json.loads(record["body"])
        sheets += job["copies"] * SHEETS[job["paper"]]
        print(f"printed {job['jobId']}: {job['copies']} x {job['paper']}")
    print(f"{sheets} sheets of A5 used")
"""


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Build the broken print room anew, with four jobs, and wait for the first failure; returns the rows to show.

    The jobs are there before the mapping, so that they come in one batch.

    Raises:
        TimedOut: the printer did not fail, which is the workshop's fault and not the learner's.
    """
    cleanup.remove(cloud, (ROOM,), ("lambda", "sqs", "iam", "logs"))
    sqs, random, since = cloud.client("sqs"), Random(), logs.now_ms()
    dead_url = sqs.create_queue(QueueName=DEAD)["QueueUrl"]
    dead_arn = _arn(cloud, dead_url)
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": RECEIVES})
    attributes = {"VisibilityTimeout": str(VISIBILITY), "RedrivePolicy": redrive}
    url = sqs.create_queue(QueueName=QUEUE, Attributes=attributes)["QueueUrl"]

    role = deploying.role(cloud, ROLE, ["arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"])
    package = functions.zip_of({"index.py": BROKEN_PRINTER})
    deploying.deploy(cloud, PRINTER, package, handler="index.handler", role_arn=role, timeout=1)

    jobs = [good_job(random), good_job(random), unknown_paper_job(random), good_job(random)]
    good = " ".join(job.job_id for job in jobs if job.good)
    sqs.tag_queue(QueueUrl=dead_url, Tags={GOOD_JOBS_TAG: good})
    send(cloud, url, jobs)
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=PRINTER, EventSourceArn=_arn(cloud, url), BatchSize=10
    )
    logs.wait_for(cloud, PRINTER, "KeyError", since_ms=since, timeout=20)
    return [
        ("queue", f"{QUEUE}: four jobs, hidden for {VISIBILITY} seconds when read, dead after {RECEIVES} receives"),
        ("dead-letter queue", DEAD),
        ("function", f"{PRINTER}: timeout 1 second, called with batches of up to 10"),
        ("what you hear", "prints come twice, and good jobs die: the first are dead in about 12 seconds"),
    ]


def _arn(cloud: Cloud, url: str) -> str:
    attributes = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return str(attributes["QueueArn"])
