from django.db import migrations

from portal.accounts import roles


class Migration(migrations.Migration):
    """The groups of the desk, with their permissions."""

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("portal", "0004_news"),
        ("committee", "0001_initial"),
        ("services", "0001_initial"),
        ("budget", "0001_initial"),
    ]

    operations = [migrations.RunPython(roles.create, migrations.RunPython.noop)]
