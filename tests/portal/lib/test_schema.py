"""Whether the database has the tables of this release, told by what it says of itself."""

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from portal.lib.schema import is_migrated

pytestmark = pytest.mark.django_db


def test_a_database_with_every_migration_is_ready():
    assert is_migrated()


@pytest.mark.parametrize("app", ["portal", "budget", "axes"])
def test_a_database_without_one_of_them_is_not_and_the_watch_is_told(client: Client, app):
    MigrationRecorder.Migration.objects.filter(app=app).order_by("-id")[:1].get().delete()
    assert not is_migrated()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_unknown_migration_does_not_cause_a_migrate():
    MigrationRecorder.Migration.objects.create(app="portal", name="9999_of_a_later_release")
    assert is_migrated()
