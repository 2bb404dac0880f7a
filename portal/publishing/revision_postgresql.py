"""The content revision, asked of PostgreSQL."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from psycopg import pq

from portal.publishing.revision import QUERY, WAIT, DatabaseAwayError, Reader


class PostgresRevision(Reader):
    """PostgreSQL is asked by one prepared statement straight on libpq, with a bounded wait."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        """`parameters` are Django's for a connection; libpq is given those that it knows."""
        super().__init__()
        known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
        self._parameters = {name: value for name, value in parameters.items() if name in known}
        self._parameters["connect_timeout"] = 2
        self._connection: psycopg.Connection[Any] | None = None
        self._poll = select.poll()

    def _ask(self) -> int:
        reused = self._connection is not None
        try:
            return self._number(self._connection or self._connect())
        except (psycopg.Error, OSError) as error:
            self._close()
            if not reused:
                raise DatabaseAwayError from error
        return self._ask()

    def _connect(self) -> psycopg.Connection[Any]:
        self._connection = psycopg.connect(**self._parameters, autocommit=True)
        prepared = self._connection.pgconn.prepare(b"revision", QUERY.encode())
        if prepared.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(prepared.error_message.decode(errors="replace"))
        self._poll = select.poll()
        self._poll.register(self._connection.fileno(), select.POLLIN)
        return self._connection

    def _number(self, connection: psycopg.Connection[Any]) -> int:
        libpq = connection.pgconn
        libpq.send_query_prepared(b"revision", [])
        rows = None
        while (result := self._next_result(libpq)) is not None:
            rows = result
        if rows is None or rows.status != pq.ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(libpq.error_message.decode(errors="replace"))
        return int(rows.get_value(0, 0) or 0) if rows.ntuples else 0

    def _next_result(self, libpq: pq.abc.PGconn) -> pq.abc.PGresult | None:
        while libpq.is_busy():
            if not self._poll.poll(WAIT * 1000):
                raise DatabaseAwayError
            libpq.consume_input()
        return libpq.get_result()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
