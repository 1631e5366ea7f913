"""The product answers the golden documents as it did when they were kept, as every role.

`pytest tests/oracle/test_golden.py -n 0 --regenerate` keeps what is answered now; look at the diff.
"""

from __future__ import annotations

import pytest

from tests.oracle.asking import House
from tests.oracle.goldens import Case, cases, shown
from tests.oracle.labels import Labels


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_reading(case: Case, house: House, labels: Labels, request: pytest.FixtureRequest) -> None:
    answer = shown(house.ask(case.asked(labels)), labels)
    if request.config.getoption("--regenerate"):
        case.keep(answer)
    assert answer == case.answer
