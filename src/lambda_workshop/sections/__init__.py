"""One folder for each section of the course, and nothing else: whatever two sections need lives outside.

Sections from elsewhere are imported as if they stood here: `lambda_workshop.authoring.sources` says where they are.
"""

from lambda_workshop.authoring.sources import outside_sources

__path__ += [str(source.folder) for source in outside_sources() if not source.problem]
