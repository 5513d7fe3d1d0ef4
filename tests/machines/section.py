"""Run on a made machine, by the course's own Python: a solution notebook in a real kernel, and what its checks say."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

CHECK = "application/vnd.lambda-workshop.check+json"


def main() -> None:
    """Execute the notebook that is named, and print `section: N of M passed`."""
    path = Path(sys.argv[1])
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    checks = [output["data"][CHECK] for output in outputs if CHECK in output.get("data", {})]
    verdicts = {check["exercise"]: check["status"] for check in checks}
    passed = sum(status == "passed" for status in verdicts.values())
    print(f"section: {passed} of {len(verdicts)} passed", flush=True)


if __name__ == "__main__":
    main()
