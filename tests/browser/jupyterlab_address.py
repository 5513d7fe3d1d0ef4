"""Where the JupyterLab under test is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab and the folder that it shows."""

    url: str
    folder: Path

    def address(self, notebook: str) -> str:
        """Where the notebook opens, in a workspace of its own."""
        return f"{self.url}/lab/workspaces/w{abs(hash(notebook))}/tree/{notebook}?token=test&reset"
