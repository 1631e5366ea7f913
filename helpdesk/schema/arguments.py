"""Arguments that many fields share, described once."""

from __future__ import annotations

from typing import Annotated

import strawberry

First = Annotated[
    int | None, strawberry.argument(description="How many of the first, 1 to 100; 20 when nothing is given.")
]
FirstOfMany = Annotated[
    int | None, strawberry.argument(description="How many of the first, 1 to 100; 100 when nothing is given.")
]
After = Annotated[str | None, strawberry.argument(description="Begin after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description="How many of the last, 1 to 100, instead of `first`.")
]
Before = Annotated[str | None, strawberry.argument(description="End before this cursor; with `last`.")]
