"""A grade is plain data of a size that anybody can keep."""

from __future__ import annotations

import json
from dataclasses import replace

from made_up import exercise

from lambda_workshop.grading.grade import plain


def test_fifteen_megabytes_of_evidence_are_cut_and_it_is_said() -> None:
    item = exercise("sqs.wire")
    step = replace(item.steps[0], evidence="x" * (15 << 20), actual="y" * (15 << 20), expected="z" * (15 << 20))
    kept = replace(item, steps=(step,), reason="w" * (15 << 20)).bounded()
    assert len(json.dumps(plain(kept))) < 40_000
    assert kept.steps[0].evidence.endswith(f"… and {(15 << 20) - 20_000} more characters")
    assert replace(item, steps=item.steps).bounded() == item
