"""Print jobs as the shop sends them: good ones, poison ones, and the events that carry them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

PAPERS = ("A3", "A4", "A5")
MOST_COPIES = 500
_NAMES = ("Ada Byron", "Zoë Müller", "Jürgen Strauß", "Siobhán O'Neill", "María Peña", "Łukasz Nowak", "Aoife Byrne")


@dataclass(frozen=True)
class Job:
    """One job: the message's id and body, and the line that a printer leaves for it (`None`: the job is poison)."""

    message_id: str
    job_id: str
    body: str
    line: str | None
    private: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the job can be printed."""
        return self.line is not None


def new_job_id(random: Random) -> str:
    """An id such as `J-482133`; two of one check never clash in practice (a million of them)."""
    return f"J-{random.randrange(1_000_000):06d}"


def good_job(random: Random) -> Job:
    """A job that can be printed, on random paper and for a random customer."""
    return _job(random, paper=random.choice(PAPERS), copies=random.randint(1, 40))


def the_most(random: Random) -> list[Job]:
    """Jobs at both ends of what can be printed: one copy, and as many as there may be."""
    return [_job(random, paper=random.choice(PAPERS), copies=copies) for copies in (1, MOST_COPIES)]


def poison_job(random: Random) -> Job:
    """A job that no printer can print: a paper that does not exist, or a senseless number of copies."""
    if random.random() < 0.5:
        return unknown_paper_job(random)
    return _job(random, paper=random.choice(PAPERS), copies=random.choice((0, -3, MOST_COPIES + 1)), poison=True)


def unknown_paper_job(random: Random) -> Job:
    """A poison job of the kind that asks for a paper which does not exist."""
    return _job(random, paper=f"A{random.randint(7, 10)}", copies=random.randint(1, 40), poison=True)


def odd_jobs(random: Random) -> list[Job]:
    """Bodies that queues really hold some day; every one of them must fail."""
    job_id = new_job_id(random)
    bodies = {
        "not JSON": "A4 please, two of them",
        "an empty text": "",
        "a list": json.dumps([job_id, "A4", 2]),
        "null": "null",
        "no paper": json.dumps({"jobId": job_id, "copies": 2}),
        "no copies": json.dumps({"jobId": job_id, "paper": "A4"}),
        "copies as text": json.dumps({"jobId": job_id, "paper": "A4", "copies": "2"}),
        "half a copy": json.dumps({"jobId": job_id, "paper": "A4", "copies": 2.5}),
        "no copies at all": json.dumps({"jobId": job_id, "paper": "A4", "copies": 0}),
        "too many copies": json.dumps({"jobId": job_id, "paper": "A4", "copies": MOST_COPIES + 1}),
        "unknown paper": json.dumps({"jobId": job_id, "paper": "A9", "copies": 2}),
        "paper in small letters": json.dumps({"jobId": job_id, "paper": "a4", "copies": 2}),
    }
    jobs = [Job(_message_id(random), job_id, body, None) for body in bodies.values()]
    random.shuffle(jobs)
    return jobs


def batch_event(jobs: Sequence[Job], *, queue: str = "inkwell-sqs-jobs") -> dict[str, Any]:
    """The event in which Lambda hands `jobs` to a function, in AWS's shape.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    """
    return {"Records": [_record(job, queue) for job in jobs]}


def reported_ids(answer: object) -> list[str] | None:
    """The message ids in a handler's answer, sorted; None where Lambda would not understand it."""
    items = answer.get("batchItemFailures") if isinstance(answer, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    return sorted(str(item.get("itemIdentifier")) for item in items)


def _job(random: Random, *, paper: str, copies: int, poison: bool = False) -> Job:
    job_id = new_job_id(random)
    name = random.choice(_NAMES)
    email = f"{uuid.UUID(int=random.getrandbits(128)).hex[:10]}@example.com"
    body = {"jobId": job_id, "paper": paper, "copies": copies, "customer": {"name": name, "email": email}}
    line = None if poison else f"printed {job_id}: {copies} x {paper}"
    text = json.dumps(body, ensure_ascii=False)
    return Job(_message_id(random), job_id, text, line, private=(name, json.dumps(name)[1:-1], email))


def _message_id(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _record(job: Job, queue: str) -> dict[str, Any]:
    return {
        "messageId": job.message_id,
        "receiptHandle": f"AQEB{hashlib.sha256(job.message_id.encode()).hexdigest()}",
        "body": job.body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1795417200183",
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": "1795417200185",
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(job.body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:000000000000:{queue}",
        "awsRegion": "us-east-1",
    }
