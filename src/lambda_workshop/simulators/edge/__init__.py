"""CloudFront's edge: a distribution served from its own configuration, with its Lambda@Edge functions.

`Edge` takes requests as an edge location does, invokes the published versions at the four events, keeps a cache, and
judges what the functions answer. `serve` opens it to a browser.
"""

from lambda_workshop.aws.edge.associations import Limits, limits
from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.simulators.edge.distribution import DistributionRefused, NotSimulated
from lambda_workshop.simulators.edge.edge import Answer, Edge
from lambda_workshop.simulators.edge.functions import Hop
from lambda_workshop.simulators.edge.server import serve

__all__ = [
    "Answer",
    "DistributionRefused",
    "Edge",
    "EventType",
    "Headers",
    "Hop",
    "Limits",
    "NotSimulated",
    "limits",
    "serve",
]
