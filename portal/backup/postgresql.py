"""A copy of a PostgreSQL database is what `pg_dump` writes, checked with `pg_restore`, put back by `psql`.

The three come with PostgreSQL's client package, and must not be older than the server.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO, Any

from django.db import connection, transaction
from psycopg import pq
from psycopg.conninfo import make_conninfo

from portal.backup.contents import LEFT_OUT, BackupError, Contents, contents

PATIENCE = "SET lock_timeout = '10s';"
"""How long readers under way may keep the copy from being put back; longer, and nothing is changed."""
LONGEST = 600
"""Seconds that `pg_dump` and `pg_restore` may take."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def write(copy: Path) -> Contents:
    """Write the database, as it is at this moment, to the file `copy`; answer what it holds."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        found = contents(_ask, [name for (name,) in _ask(TABLES)])
        [(moment,)] = _ask("SELECT pg_export_snapshot()")
        _run(
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data=*.{LEFT_OUT}"),
            *(f"--snapshot={moment}", f"--file={copy}", f"--dbname={_address()}"),
        )
    return found


def read(copy: Path) -> Contents:
    """What the copy holds, read from its first byte to its last. BackupError when it is not whole."""
    rows: dict[str, int] = {}
    kept: dict[str, list[dict[str, str]]] = {"portal_contentrevision": [], "django_migrations": []}
    is_whole = True
    with _script(copy) as script:
        try:
            for table, values in _copied(script.stdout):  # type: ignore[arg-type]  # it has a pipe
                rows[table] = rows.get(table, 0) + (1 if values else 0)
                if values and table in kept:
                    kept[table].append(values)
        except ValueError:  # a row that is cut in two
            is_whole = False
        script.communicate()
    if script.returncode == -signal.SIGKILL:
        raise BackupError(f"{copy} blev ikke læst på {LONGEST // 60} minutter, så pg_restore er stoppet.")
    if script.returncode or not is_whole:
        raise BackupError(f"{copy} er beskadiget eller ingen kopi af en portal.")
    rows.pop(LEFT_OUT, None)
    numbers = [int(row["number"]) for row in kept["portal_contentrevision"] if row["id"] == "1"]
    migrations = frozenset((row["app"], row["name"]) for row in kept["django_migrations"])
    return Contents(rows, max(numbers, default=0), migrations)


def put_back(copy: Path, afterwards: list[str], work: Path) -> None:
    """Let the database be the copy, with `afterwards` done to it, in one transaction, which needs no `work` file."""
    gone = ", ".join(f'"{name}"' for (name,) in _ask(TABLES))
    before = [PATIENCE, f"DROP TABLE {gone} CASCADE;" if gone else ""]
    after = ["RESET search_path;", *(f"{statement};" for statement in afterwards)]
    command = [_tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    with (
        _script(copy) as script,
        subprocess.Popen(  # noqa: S603 (no shell)
            [*command, f"--dbname={_address()}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(),
        ) as server,
    ):
        try:
            _say(server.stdin, before)
            shutil.copyfileobj(script.stdout, server.stdin)  # type: ignore[arg-type]  # both have pipes
            if script.wait():
                server.kill()  # the transaction ends with it
            _say(server.stdin, after)
        except BrokenPipeError:
            script.kill()
        _, errors = server.communicate()
    if server.returncode or script.returncode:
        raise BackupError(f"Databasen tog ikke imod kopien ({_first_line(errors)}).")


def _ask(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _say(stream: IO[bytes] | None, lines: list[str]) -> None:
    if stream is not None:
        stream.write("\n".join([*lines, ""]).encode())


@contextmanager
def _script(copy: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The copy as SQL on standard output, for LONGEST at the most: a damaged one may be read without end."""
    command = [_tool("pg_restore"), "--file=-", "--no-owner", "--no-privileges", str(copy)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as script:  # noqa: S603 (no shell)
        limit = Timer(LONGEST, script.kill)
        limit.start()
        try:
            yield script
        finally:
            limit.cancel()


def _copied(script: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows that the script copies in, by column; first an empty one for each table."""
    for line in script:
        if not (line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n")):
            continue
        head, _, names = line.decode().partition(" (")
        table = head.removeprefix("COPY ").rpartition(".")[2].strip('"')
        columns = names.partition(")")[0].replace('"', "").split(", ")
        yield table, {}
        for row in script:
            if row == b"\\.\n":
                break
            yield table, dict(zip(columns, row.decode().rstrip("\n").split("\t"), strict=True))


def _address() -> str:
    """The database for libpq; the password goes by the environment, where other users of the machine cannot read it."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"password"}
    return make_conninfo(**{k: v for k, v in connection.get_connection_params().items() if k in known})


def _environment() -> dict[str, str]:
    password = connection.get_connection_params().get("password")
    return os.environ | ({"PGPASSWORD": str(password)} if password else {})


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise BackupError(
            f"{name} findes ikke på maskinen: Installér PostgreSQL's klientprogrammer i databasens egen udgave "
            "(på Debian: apt-get install postgresql-client), og prøv igen."
        )
    return path


def _run(name: str, *options: str) -> None:
    command = [_tool(name), *options]
    try:
        done = subprocess.run(  # noqa: S603 (no shell)
            command, env=_environment(), capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        raise BackupError(f"{name} blev ikke færdig på {LONGEST // 60} minutter, så den er stoppet.") from None
    if done.returncode and b"version mismatch" in done.stderr:
        raise BackupError(
            f"{name} er ældre end databasen: Installér PostgreSQL's klientprogrammer i databasens egen udgave."
        )
    if done.returncode:
        raise BackupError(f"{name} kunne ikke læse databasen ({_first_line(done.stderr)}).")


def _first_line(errors: bytes) -> str:
    return (errors.decode(errors="replace").strip().splitlines() or ["uden forklaring"])[0]
