"""One backend serves a class: each learner is an account of their own, by twelve digits as the access key."""

from __future__ import annotations

import os
import secrets

import pytest

from lambda_workshop.backends import Backend, localstack_state
from lambda_workshop.cloud import Cloud, deploying, functions

CODE = "def handler(event, context):\n    return {reply!r}\n"


@pytest.fixture(params=["embedded", "localstack"])
def shared(request: pytest.FixtureRequest) -> Backend:
    """A backend that several learners use at once."""
    if request.param == "embedded":
        found: Backend = request.getfixturevalue("embedded")
        return found
    url = os.environ.get("WORKSHOP_TEST_LOCALSTACK_URL", "")
    if not url:
        pytest.skip("no LocalStack was named in WORKSHOP_TEST_LOCALSTACK_URL")
    seen = localstack_state.wait({"LOCALSTACK_HOST": url.partition("://")[2]})
    assert seen.backend is not None, str(seen)
    return seen.backend


@pytest.fixture
def learners(shared: Backend) -> tuple[Cloud, Cloud]:
    """Two accounts of the backend."""
    first, second = (f"{secrets.randbelow(9 * 10**11) + 10**11}" for _ in range(2))
    return Cloud(shared.session(first), prefix="inkwell-"), Cloud(shared.session(second), prefix="inkwell-")


def test_two_learners_with_the_same_names_see_their_own(learners: tuple[Cloud, Cloud]) -> None:
    replies = []
    try:
        for number, cloud in enumerate(learners):
            role = deploying.role(cloud, "inkwell-clerk", ())
            package = functions.zip_of({"index.py": CODE.format(reply=number)})
            deploying.deploy(
                cloud, "inkwell-clerk", package, handler="index.handler", role_arn=role, timeout=10, memory=128
            )
            queue = cloud.client("sqs").create_queue(QueueName="inkwell-jobs")["QueueUrl"]
            cloud.client("sqs").send_message(QueueUrl=queue, MessageBody=f"of {number}")
        for number, cloud in enumerate(learners):
            answer = cloud.client("lambda").invoke(FunctionName="inkwell-clerk")["Payload"].read()
            queue = cloud.client("sqs").get_queue_url(QueueName="inkwell-jobs")["QueueUrl"]
            received = cloud.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=5)
            replies.append((answer, [message["Body"] for message in received["Messages"]]))
            assert cloud.client("sts").get_caller_identity()["Account"] in queue, f"the account of learner {number}"
        assert replies == [(b"0", ["of 0"]), (b"1", ["of 1"])]
    finally:
        for cloud in learners:
            cloud.client("lambda").delete_function(FunctionName="inkwell-clerk")


def test_what_one_learner_removes_the_other_keeps(learners: tuple[Cloud, Cloud]) -> None:
    for cloud in learners:
        cloud.client("sqs").create_queue(QueueName="inkwell-jobs")
    queues = learners[0].client("sqs")
    queues.delete_queue(QueueUrl=queues.get_queue_url(QueueName="inkwell-jobs")["QueueUrl"])
    assert not queues.list_queues().get("QueueUrls")
    assert len(learners[1].client("sqs").list_queues()["QueueUrls"]) == 1
