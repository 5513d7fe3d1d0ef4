"""The author's vocabulary: what sections check, with one implementation and one wording each.

The exercises are `Handle` (groups of cases through a handler), `Wire`, `Debug` and `Lab`; these three have the verbs.
`docs/authoring.md` has the table of verbs and an example of each. What is only looked up in the cloud is in `cloud`.
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
