"""What a client asks to run: a document, or the id of a trusted one."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from helpdesk.kit.settings import Settings, SettingsError
from helpdesk.schema.execution import Request

HASH = "sha256:"


class HttpError(Exception):
    """A request that never gets as far as a document."""

    def __init__(
        self, status: int, code: str, en: str, zh: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(en)
        self.status = status
        self.code = code
        self.texts = {"en": en, "zh-CN": zh}
        self.headers = headers or {}


class Requests:
    """Reads requests. With trusted documents a client may send an id instead of a text, or must."""

    def __init__(self, trusted: Mapping[str, str] | None = None, *, trusted_only: bool = False) -> None:
        self._trusted = trusted or {}
        self._texts = frozenset(self._trusted.values())
        self._trusted_only = trusted_only

    @classmethod
    def of(cls, settings: Settings) -> Requests:
        """As the settings say. Raises SettingsError where the folder of trusted documents holds none."""
        folder = settings.trusted_documents
        trusted = {} if folder is None else trusted_documents(folder)
        if not trusted and (folder is not None or settings.trusted_only):
            raise SettingsError(f"HELPDESK_TRUSTED_DOCUMENTS: no *.graphql under {folder}")
        return cls(trusted, trusted_only=settings.trusted_only)

    def read(self, document: object) -> Request:
        """The parts of a request's JSON. Raises HttpError naming the part that is wrong."""
        if not isinstance(document, dict):
            raise HttpError(400, "BAD_REQUEST", "The body must be a JSON object.", "请求体必须是 JSON 对象。")
        variables, name = document.get("variables"), document.get("operationName")
        query = self._query(document.get("query"), document.get("documentId"))
        for part in ("variables", "extensions"):
            if not isinstance(document.get(part), dict | None):
                raise HttpError(400, "BAD_REQUEST", f"`{part}` must be an object.", f"`{part}` 必须是对象。")
        if name is not None and not isinstance(name, str):
            raise HttpError(
                400, "BAD_REQUEST", "`operationName` must be text.", "`operationName` 必须是文本。"
            )
        return Request(query, variables, name)

    def _query(self, query: object, document_id: object) -> str:
        if document_id is not None:
            found = self._trusted.get(document_id) if isinstance(document_id, str) else None
            if query is not None:
                raise HttpError(
                    400, "BAD_REQUEST", "Send `query` or `documentId`, not both.",
                    "`query` 与 `documentId` 不能同时使用。",
                )  # fmt: skip
            if found is None:
                raise HttpError(
                    400, "DOCUMENT_UNKNOWN", "There is no trusted document of this id.", "没有此编号的受信文档。"
                )  # fmt: skip
            return found
        if not isinstance(query, str) or not query:
            raise HttpError(400, "BAD_REQUEST", "`query` must be text.", "`query` 必须是文本。")
        if self._trusted_only and query not in self._texts:
            raise HttpError(
                400, "DOCUMENT_NOT_TRUSTED", "Only trusted documents are run here.", "此处只执行受信文档。"
            )
        return query


def trusted_documents(folder: Path) -> dict[str, str]:
    """The documents of a folder by `sha256:<hex of the file>`."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.graphql"))]
    return {HASH + sha256(text.encode()).hexdigest(): text for text in texts}
