"""The author's vocabulary: what sections check, with one implementation and one wording each.

The exercises are `Handle` (groups of cases through a handler), `Wire`, `Debug` and `Lab`. A verb registers a step on
its exercise and returns it, so that one line is one step, and later verbs and steps name it by its variable:

    topic = wire.exists("topic", TOPIC)
    both = wire.exists("function", INVOICE, LOYALTY)
    permitted = wire.may_be_called(both, by="sns.amazonaws.com", for_=topic)

    @wire.step("Orders reach who asked for them", needs=(permitted,))
    def probe(cloud: Cloud, topic: str, random: Random) -> Passed: ...

Behind each verb is a function (`rights.expect_callable`) that a step of a section's own may call. `docs/authoring.md`
has the table of verbs with an example of each. What is only looked up in the cloud is in `cloud`; AWS's rules are in
`aws`.
"""

from lambda_workshop.verify.cases import ANYTHING, Case, Handle, Trial, expect, leaked, together
from lambda_workshop.verify.compare import difference, same
from lambda_workshop.verify.debug import Debug
from lambda_workshop.verify.evidence import exchange, indented, logged
from lambda_workshop.verify.lab import READS, WRITES, Fault, Lab, Room
from lambda_workshop.verify.mappings import Setting, at_most, exactly, has
from lambda_workshop.verify.probes import Probe
from lambda_workshop.verify.verbs import Wire

__all__ = [
    "ANYTHING",
    "READS",
    "WRITES",
    "Case",
    "Debug",
    "Fault",
    "Handle",
    "Lab",
    "Probe",
    "Room",
    "Setting",
    "Trial",
    "Wire",
    "at_most",
    "difference",
    "exactly",
    "exchange",
    "expect",
    "has",
    "indented",
    "leaked",
    "logged",
    "same",
    "together",
]
