"""Whether the database has the tables of this release."""

from __future__ import annotations

import pkgutil
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def is_migrated() -> bool:
    """True where no migration of this release is left to apply.

    Their names tell it nearly always. Only where one is missing is the whole plan made: a migration may stand in the
    place of others that were applied.
    """
    if _on_disk() <= MigrationRecorder(connection).applied_migrations().keys():
        return True
    from django.db.migrations.executor import MigrationExecutor  # reads every migration, 50 ms

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _on_disk() -> set[tuple[str, str]]:
    """App and name of each migration."""
    return {
        (app.label, found.name)
        for app in apps.get_app_configs()
        for found in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
    }
