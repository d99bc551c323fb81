"""Databases, files and the web."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import SecretStr

from fynq.answering.knowledge_books import Blobs, WebFetch
from fynq.domain.errors import ConfigurationError
from fynq.settings import Settings
from fynq.wiring.built import Close, nothing

if TYPE_CHECKING:
    from fynq.storage.stores import Stores


async def connect(settings: Settings) -> Stores:
    """The process's stores. Raises ConfigurationError when a URL is missing, or when the database's
    role would not keep schools apart."""
    from fynq.storage.stores import connect_stores

    stores = connect_stores(
        required(settings.database_url, "FYNQ_DATABASE_URL"),
        required(settings.redis_url, "FYNQ_REDIS_URL"),
        settings.storage,
        abandoned_seconds=max(180.0, 2 * settings.http.doubt_seconds),
    )
    try:
        await stores.check()
    except BaseException:
        await stores.close()
        raise
    return stores


def required(secret: SecretStr | None, variable: str) -> str:
    if secret is None:
        raise ConfigurationError(
            variable, "it is not set", "Start with `fynq up`, or set the variable."
        )
    return secret.get_secret_value()


async def stores_of(settings: Settings, shared: Stores | None) -> tuple[Stores, Close]:
    """The shared stores, or ones of the room's own, with what closes them."""
    if shared is not None:
        return shared, nothing
    own = await connect(settings)
    return own, own.close


async def small_stores(settings: Settings, shared: Stores | None) -> tuple[Stores | None, Close]:
    """None without a database. Stores of its own have two connections: a process that only notes
    what happened writes little, and there may be many of them."""
    if shared is not None or settings.database_url is None:
        return shared, nothing
    few = replace(settings.storage, pool_min=1, pool_max=2)
    stores = await connect(settings.model_copy(update={"storage": few}))
    return stores, stores.close


def file_store(settings: Settings) -> Blobs:
    """Where uploaded files lie."""
    from fynq.storage.blobs import FileBlobs

    return FileBlobs(settings.storage.blobs or str(settings.data_dir / "files"))


def public_web(settings: Settings) -> WebFetch:
    """Raises ConfigurationError."""
    from fynq.storage.web.addresses import networks
    from fynq.storage.web.fetch import PublicWeb

    options = settings.storage
    try:
        allowed = networks(options.fetch_allowed)
    except ValueError:
        raise ConfigurationError(
            "FYNQ_STORAGE__FETCH_ALLOWED",
            "it does not hold networks",
            'Write a list such as ["10.1.0.0/16"].',
        ) from None
    return PublicWeb(
        file_store(settings),
        most=settings.http.max_upload_bytes,
        seconds=options.fetch_seconds,
        ports=options.fetch_ports,
        allowed=allowed,
    )
