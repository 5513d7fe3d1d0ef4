"""The numbers of AWS: each has a page of AWS, and none differs from the installed botocore's model."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from botocore.loaders import Loader

from lambda_workshop.aws.facts import Fact, Unit, register

FACTS = register()
MODELLED = {name: fact for name, fact in FACTS.items() if fact.model}


def in_model(member: str) -> Any:
    """What botocore's newest model of the service has at `SERVICE:SHAPE.MEMBER.KEY`."""
    service, _, path = member.partition(":")
    shape, *members, key = path.split(".")
    shapes = Loader().load_service_model(service, "service-2")["shapes"]
    found = shapes[shape]
    for name in members:
        found = shapes[found["members"][name]["shape"]]
    return found[key]


@pytest.mark.parametrize(("name", "fact"), MODELLED.items(), ids=MODELLED)
def test_a_fact_is_what_botocores_model_says(name: str, fact: Fact) -> None:
    assert fact.value == in_model(fact.model)


@pytest.mark.parametrize(("name", "fact"), FACTS.items(), ids=FACTS)
def test_a_fact_names_its_page_and_the_day_it_was_read(name: str, fact: Fact) -> None:
    assert re.fullmatch(r"https://docs\.aws\.amazon\.com/[\w./#-]+", fact.page)
    assert not fact.verified or datetime.date.fromisoformat(fact.verified).year >= 2026


def test_the_register_has_every_subject() -> None:
    assert {name.partition(".")[0] for name in FACTS} >= {"lambda_functions", "api_gateway", "cloudfront"}
    assert len(FACTS) > 70


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (900, Unit.SECONDS, "900 s"),
        (6 * 1024 * 1024, Unit.BYTES, "6 MB"),
        (4096, Unit.BYTES, "4 KB"),
        (1000, Unit.COUNT, "1,000"),
        (10240, Unit.MEGABYTES, "10,240 MB"),
        (100, Unit.BYTES, "100 bytes"),
    ],
)
def test_a_fact_is_written_as_tables_write_it(value: int, unit: Unit, text: str) -> None:
    assert str(Fact(value, unit, "https://docs.aws.amazon.com/x")) == text
