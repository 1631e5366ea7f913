"""`python -m reference_platform`."""

from __future__ import annotations

from reference_platform.cli import main

main()
