"""Commands that run in this process set its logging up; it goes back to what it was."""

from tests.commands.conftest import _logging_as_before  # noqa: F401 - a fixture for all
