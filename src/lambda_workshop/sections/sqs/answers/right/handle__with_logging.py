"""Uses the logging module, a set of papers, and a list that is built by a function of its own."""

import json
import logging

logger = logging.getLogger()
logger.setLevel(logging.INFO)
PAPERS = {"A3", "A4", "A5"}


def why_not(job):
    if job.get("paper") not in PAPERS:
        return "no such paper"
    if not isinstance(job.get("copies"), int) or job["copies"] not in range(1, 501):
        return "no such number of copies"
    return None if "jobId" in job else "no jobId"


def printed(record):
    try:
        job = json.loads(record["body"])
        reason = why_not(job)
    except (ValueError, AttributeError) as error:
        reason = type(error).__name__
    if reason:
        logger.warning("failed %s: %s", record["messageId"], reason)
        return False
    logger.info("printed %s: %s x %s", job["jobId"], job["copies"], job["paper"])
    return True


def handler(event, context):
    return {
        "batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in event["Records"] if not printed(r)],
    }
