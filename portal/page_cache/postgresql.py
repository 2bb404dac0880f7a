"""The content revision, asked of PostgreSQL."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
from psycopg import pq

from portal.page_cache.revision import QUERY, TIMEOUT, DatabaseUnavailableError, RevisionSource


class PostgreSQLRevision(RevisionSource):
    """One connection and one prepared statement. All requests that wait when it is sent share its answer; a request
    that comes later waits for the next, so no answer is older than the request."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        """`parameters` are those of Django's own connection; libpq gets the ones that it knows."""
        super().__init__()
        known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
        self._parameters = {name: value for name, value in parameters.items() if name in known}
        self._parameters["connect_timeout"] = 2
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._next: asyncio.Task[int] | None = None

    async def ask(self) -> int:
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._ask_in_turn())
        return await asyncio.shield(self._next)

    async def _ask_in_turn(self) -> int:
        async with self._one_at_a_time:
            self._next = None
            self.check()  # the question before this one may just have failed
            answer = asyncio.get_running_loop().create_task(self._ask())
            await asyncio.wait({answer}, timeout=TIMEOUT)
            try:
                if not answer.done():
                    raise DatabaseUnavailableError
                return answer.result()
            except (psycopg.Error, OSError) as error:
                raise DatabaseUnavailableError from error
            finally:
                if not answer.done() or answer.exception():
                    self.leave_alone()
                    # Closed first: psycopg would wait for the server to confirm that a query is cancelled.
                    await self._disconnect()
                    answer.cancel()

    async def _ask(self) -> int:
        if self._connection is not None:
            try:
                return await self._number(self._connection)
            except psycopg.OperationalError:
                await self._disconnect()  # the server was restarted: one new connection
        self._connection = await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True)
        self._connection.prepare_threshold = 0
        return await self._number(self._connection)

    async def _number(self, connection: psycopg.AsyncConnection[Any]) -> int:
        row = await (await connection.execute(QUERY)).fetchone()
        return int(row[0]) if row else 0

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
