"""Idempotency-Key on every POST: the second request of the same key gets the first one's answer."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fynq.answering.books import IdempotencyBook, Replay, StoredDoubt
from fynq.answering.withdrawn import as_it_stands
from fynq.domain.errors import Conflict, FynqError, InvalidInput
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.domain.principal import Principal
from fynq.http.accept import wants_events
from fynq.http.edge.sealing import Sealing
from fynq.http.edge.visit import Visit, visit_of
from fynq.http.options import HttpOptions
from fynq.http.parts import GetParts, HttpParts

log = structlog.get_logger()

_HEADER = b"idempotency-key"
_STORED_HEADERS = frozenset({b"content-type", b"location", b"x-accel-buffering", b"cache-control"})
_OWN_HEADERS = b"x-fynq-"
_LARGEST = 1_048_576
_BEFORE_LOG_IN = "/v1/auth/"
_DOUBTS = "/v1/doubts/"
_HOLD_SECONDS = 60.0
_CLAIMS = ("school", "username", "email", "client_id")


@dataclass(frozen=True)
class _Held:
    """A key that this request holds, until it finishes or abandons it."""

    book: IdempotencyBook
    tenant: Tenant
    scope: bytes
    key: bytes
    client_key: bytes
    sealing: Sealing
    keep_seconds: float

    async def finish(
        self, status: int, headers: dict[str, str], body: bytes, doubt: UUID | None
    ) -> None:
        sealed = self.sealing.seal(self.client_key, self.scope, body)
        replay = Replay(status, headers, sealed, doubt)
        await self.book.finish(self.tenant, self.scope, self.key, replay, self.keep_seconds)

    async def abandon(self) -> None:
        try:
            await self.book.abandon(self.tenant, self.scope, self.key)
        except FynqError as error:
            log.warning("idempotency_not_abandoned", code=error.code)


class Idempotency:
    """Only successes are kept: a request that failed may be tried again under the same key. A reply
    whose answer quotes a source that has changed since, or that a teacher ruled on, is made anew,
    without asking again."""

    def __init__(self, app: ASGIApp, get_parts: GetParts, options: HttpOptions) -> None:
        self._app = app
        self._get_parts = get_parts
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        client_key = dict(scope["headers"]).get(_HEADER)
        if client_key is None:
            await self._app(scope, receive, send)
            return
        if not 1 <= len(client_key) <= 255 or not all(0x21 <= byte <= 0x7E for byte in client_key):
            raise InvalidInput(
                "The key has 1 to 255 visible ASCII characters.", field="Idempotency-Key"
            )
        await self._once(scope, receive, send, client_key)

    async def _once(self, scope: Scope, receive: Receive, send: Send, client_key: bytes) -> None:
        parts = self._get_parts()
        body, upload = visit_of(scope).body, visit_of(scope).upload
        caller = await parts.caller_of(scope)
        known = visit_of(scope).route and (caller or scope["path"].startswith(_BEFORE_LOG_IN))
        if not known:
            # It will be a 404 or a 401: nothing that is worth a row in the book.
            await self._app(scope, receive, send)
            return
        place = _place(scope["path"], body, caller)
        tenant = caller.tenant if caller else PUBLIC
        held = _Held(
            book=parts.idempotency,
            tenant=tenant,
            scope=place,
            key=hashlib.sha256(client_key).digest(),
            client_key=client_key,
            sealing=Sealing(parts.server_secret),
            keep_seconds=self._options.idempotency_seconds,
        )
        form = b"events" if wants_events(scope) else b"json"
        if upload is not None:
            body = upload.digest + scope["query_string"]
        request = hashlib.sha256(form + b"\n" + body).digest()
        longest = max(self._options.doubt_seconds, self._options.model_seconds)
        hold = longest + _HOLD_SECONDS
        replay = await held.book.begin(tenant, place, held.key, request, hold)
        if replay is None:
            await self._first(scope, receive, send, held)
            return
        stored = held.sealing.open(client_key, place, replay.body)
        if stored is None:
            raise Conflict(
                "The stored answer cannot be read any more. Use a new key.",
                field="Idempotency-Key",
            )
        again = await _again(parts, tenant, replay, stored)
        if again is None:
            await _send_replay(send, replay, stored)
            return
        visit_of(scope).again = again
        await self._app(scope, receive, _as_replay(send))

    async def _first(self, scope: Scope, receive: Receive, send: Send, held: _Held) -> None:
        recording = _Recording(send, held, visit_of(scope))
        try:
            await self._app(scope, receive, recording.send)
        finally:
            if not recording.finished:
                await asyncio.shield(held.abandon())


class _Recording:
    """Passes messages on, and stores the whole answer before its last message leaves."""

    def __init__(self, send: Send, held: _Held, visit: Visit) -> None:
        self._send = send
        self._held = held
        self._visit = visit
        self._status = 0
        self._headers: dict[str, str] = {}
        self._chunks: list[bytes] = []
        self._size = 0
        self.finished = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {
                name.decode(): value.decode()
                for name, value in message["headers"]
                if name in _STORED_HEADERS or name.startswith(_OWN_HEADERS)
            }
        elif message["type"] == "http.response.body" and 200 <= self._status < 300:
            self._record(message.get("body", b""))
            last = not message.get("more_body", False)
            if last and self._size <= _LARGEST and not self._visit.unkept:
                await self._store()
        await self._send(message)

    def _record(self, chunk: bytes) -> None:
        if chunk.startswith(b":"):
            return
        self._size += len(chunk)
        if self._size <= _LARGEST:
            self._chunks.append(chunk)

    async def _store(self) -> None:
        visit = self._visit
        body = b"" if visit.taken_back else b"".join(self._chunks)
        try:
            await self._held.finish(self._status, self._headers, body, visit.doubt)
        except FynqError as error:
            log.warning("idempotency_not_stored", code=error.code)
        # The work is done even if its answer could not be stored: the key stays held until it
        # lapses, which is safer than letting a retry do the work again at once.
        self.finished = True


async def _again(
    parts: HttpParts, tenant: Tenant, replay: Replay, body: bytes
) -> StoredDoubt | None:
    """The doubt that the first reply answered, where that reply may not be given again: a source
    that it quotes has changed, a teacher ruled on it, or it says what was taken back. Raises
    Conflict when the doubt is gone."""
    if replay.doubt is None:
        return None
    stored = await parts.doubts.doubt(tenant, replay.doubt)
    if stored is None:
        raise Conflict("The first answer is not there any more.", field="Idempotency-Key")
    changed = await as_it_stands(tenant, stored, parts.sources)
    return changed if changed is not None or body else stored


def _as_replay(send: Send) -> Send:
    async def passing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message["headers"], (b"idempotent-replayed", b"true")]
            message = {**message, "headers": headers}
        await send(message)

    return passing


async def _send_replay(send: Send, replay: Replay, body: bytes) -> None:
    headers = [(name.encode(), value.encode()) for name, value in replay.headers.items()]
    headers.append((b"content-length", str(len(body)).encode()))
    headers.append((b"idempotent-replayed", b"true"))
    await send({"type": "http.response.start", "status": replay.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _place(path: str, body: bytes, caller: Principal | None) -> bytes:
    """Hash of who asks for what. Before a log-in, 'who' is whom the body claims to be, so that
    two people who happen to choose the same key do not meet."""
    who = f"{caller.tenant}/{caller.user}" if caller else json.dumps(_claimed(body))
    return hashlib.sha256(f"{path}\n{who}".encode("utf-8", "replace")).digest()


def _claimed(body: bytes) -> list[str]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = dict(parse_qsl(body.decode("utf-8", "replace")))
    if not isinstance(fields, dict):
        return []
    claims = [str(fields.get(name, "")) for name in _CLAIMS]
    founded = fields.get("new_school")
    if isinstance(founded, dict):
        claims.append(str(founded.get("slug", "")))
    token = fields.get("refresh_token")
    claims.append(token if isinstance(token, str) else "")
    return claims
