"""Your handler on the events that Cognito sends, with moto in the place of DynamoDB."""

import copy
import hashlib
import importlib
import json
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())


@pytest.fixture
def tables(monkeypatch):
    """The customers and the old shop, and `handler.py` freshly imported beside them."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TABLE": "customers",
        "OLD": "old-shop",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    with mock_aws():
        made = [
            boto3.resource("dynamodb").create_table(
                TableName=name,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
            for name, key in (("customers", "id"), ("old-shop", "username"))
        ]
        sys.modules.pop("handler", None)
        yield made
        sys.modules.pop("handler", None)


def event(name):
    return json.loads((EVENTS / f"{name}.json").read_text("utf-8"))


def run(sent):
    answer = importlib.import_module("handler").handler(copy.deepcopy(sent), None)
    assert {**answer, "response": 0} == {**sent, "response": 0}, "the event comes back, changed in `response` only"
    return answer["response"]


def sub_of(sent):
    return sent["request"]["userAttributes"]["sub"]


def old_customer(table, sent, password):
    digest = hashlib.sha256(f"salt{password}".encode()).hexdigest()
    item = {"username": sent["userName"], "email": "g@paper.example", "name": "Grace", "salt": "salt", "hash": digest}
    table.put_item(Item=item)


def test_a_confirmed_customer_gets_a_record_once(tables):
    sent = event("post_confirmation")
    run(sent)
    (item,) = tables[0].scan()["Items"]
    person = sent["request"]["userAttributes"]
    assert item == {"id": person["sub"], "email": person["email"], "name": person["name"], "points": 0}
    tables[0].put_item(Item=item | {"points": 70})
    run(sent)
    assert tables[0].get_item(Key={"id": sub_of(sent)})["Item"]["points"] == 70


def test_a_forgotten_password_writes_nothing(tables):
    run(event("post_confirmation_of_forgotten_password"))
    assert tables[0].scan()["Items"] == []


def test_who_is_blocked_does_not_sign_in(tables):
    sent = event("pre_authentication")
    run(sent)
    tables[0].put_item(Item={"id": sub_of(sent), "blocked": True})
    with pytest.raises(Exception):  # noqa: B017 - which error it is, is yours to choose
        run(sent)


def test_the_last_visit_is_kept_for_customers_only(tables):
    sent = event("post_authentication")
    run(sent)
    assert tables[0].scan()["Items"] == []
    tables[0].put_item(Item={"id": sub_of(sent), "points": 7})
    run(sent)
    item = tables[0].get_item(Key={"id": sub_of(sent)})["Item"]
    assert item["points"] == 7
    assert item["lastSeen"]


def test_the_old_shops_customers_bring_their_password(tables):
    sent = event("user_migration")
    old_customer(tables[1], sent, sent["request"]["password"])
    response = run(sent)
    assert response["userAttributes"] == {"email": "g@paper.example", "email_verified": "true", "name": "Grace"}
    assert (response["finalUserStatus"], response["messageAction"]) == ("CONFIRMED", "SUPPRESS")


def test_strangers_and_wrong_passwords_get_the_same_error(tables):
    sent, words = event("user_migration"), []
    for known in (False, True):
        if known:
            old_customer(tables[1], sent, "another password")
        with pytest.raises(Exception) as caught:
            run(sent)
        words.append(str(caught.value))
    assert words[0] == words[1]


def test_a_forgotten_password_of_the_old_shop_is_migrated_unconfirmed(tables):
    sent = event("user_migration_of_forgotten_password")
    old_customer(tables[1], sent, "whatever")
    response = run(sent)
    assert response["userAttributes"]["email_verified"] == "true"
    assert not response.get("finalUserStatus")


def rounds(*results):
    sent = event("define_auth_challenge")
    told = [{"challengeName": "CUSTOM_CHALLENGE", "challengeResult": result} for result in results]
    sent["request"]["session"] = told
    return sent


def test_the_challenge_is_given_three_times_at_most(tables):
    for results in ((), (False,), (False, False)):
        response = run(rounds(*results))
        assert (response["challengeName"], response["issueTokens"]) == ("CUSTOM_CHALLENGE", False)
        assert response["failAuthentication"] is False
    assert run(rounds(False, False, False))["failAuthentication"] is True
    response = run(rounds(False, True))
    assert (response["issueTokens"], response["failAuthentication"]) == (True, False)


def test_the_right_answer_stays_private(tables):
    sent = event("create_auth_challenge")
    tables[0].put_item(Item={"id": sub_of(sent), "lastOrder": "INK-4711"})
    response = run(sent)
    assert "INK-4711" in response["privateChallengeParameters"].values()
    assert "INK-4711" not in json.dumps(response["publicChallengeParameters"])
    answer = event("verify_auth_challenge_response")
    answer["request"]["privateChallengeParameters"] = response["privateChallengeParameters"]
    for given, correct in (("INK-4711", True), ("INK-4712", False), ("", False)):
        answer["request"]["challengeAnswer"] = given
        assert run(answer)["answerCorrect"] is correct


def test_who_has_no_order_does_not_get_in_with_an_empty_answer(tables):
    answer = event("verify_auth_challenge_response")
    answer["request"] |= {
        "privateChallengeParameters": run(event("create_auth_challenge"))["privateChallengeParameters"],
        "challengeAnswer": "",
    }
    assert run(answer)["answerCorrect"] is False


def test_other_events_come_back_as_they_came(tables):
    sent = event("pre_token_generation")
    assert run(sent) == sent["response"]


def test_the_log_has_no_password_and_no_address(tables, capsys, caplog):
    caplog.set_level("INFO")
    sent = event("user_migration")
    old_customer(tables[1], sent, sent["request"]["password"])
    run(sent)
    run(event("post_confirmation"))
    said = capsys.readouterr().out + caplog.text
    assert sent["request"]["password"] not in said
    assert event("post_confirmation")["request"]["userAttributes"]["email"] not in said
