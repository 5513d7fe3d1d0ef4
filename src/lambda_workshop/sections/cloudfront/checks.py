"""The exercises of the edge: what runs on a hit, one function for four events, its wiring, and a 502."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.cloudfront.checks_debug import debug
from lambda_workshop.sections.cloudfront.checks_handle import handle
from lambda_workshop.sections.cloudfront.checks_wire import wire

predict = Question(
    "predict",
    title="What runs on a hit",
    points=1,
    hints=(
        "Find the cache in the diagram. What comes before it, and what after it?",
        "Two events concern the viewer, two the origin. Who is asked when the cache has the page?",
        "On a hit nobody talks to the origin, and the viewer is still there.",
    ),
    text="A page that is in the cache, and four functions",
    options={
        "a": Option(
            "All four, in order.",
            "The origin events happen only where CloudFront goes to the origin. On a hit it does not: this is why "
            "heavy work belongs there, where it runs once for many viewers.",
        ),
        "b": Option(
            "None. The cache answers.",
            "The viewer-request function runs before CloudFront looks into its cache, for every request. It may change "
            "the path that is looked up, or refuse the viewer.",
        ),
        "c": Option(
            "Those at viewer-request and viewer-response.",
            "They stand between the viewer and the cache. You pay for them on every request, hit or miss.",
            correct=True,
        ),
        "d": Option(
            "Those at origin-request and origin-response.",
            "It is the other way round: these two run on a miss only, and what they make is what the cache keeps.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
