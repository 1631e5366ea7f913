"""An operation's failure as its `error` message tells it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from helpdesk.kit.errors import Language
from helpdesk.schema.execution import Engine, RequestRefused
from helpdesk.schema.transport.requests import HttpError


def told(engine: Engine, error: Exception, language: Language) -> list[dict[str, Any]]:
    """The errors to send: expected failures with their code, bugs masked and logged."""
    request_id = uuid4().hex
    if isinstance(error, RequestRefused):
        return engine.told(error.errors, language, request_id)
    if isinstance(error, HttpError):
        return [{"message": error.texts[language], "extensions": {"code": error.code}}]
    return engine.told([GraphQLError(str(error), original_error=error)], language, request_id)
