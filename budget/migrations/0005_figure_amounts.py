from typing import Any

from django.db import migrations, models


def the_folders(apps: Any, editor: Any) -> None:
    """The folder shows the budget of 2026, and no other, as a figure."""
    apps.get_model("budget", "Budget").objects.filter(year=2026).update(is_from_figure=True)


class Migration(migrations.Migration):
    dependencies = [("budget", "0004_drafts")]

    operations = [
        migrations.AddField(
            model_name="budget",
            name="is_from_figure",
            field=models.BooleanField(
                default=False,
                help_text="Beløbene er aflæst af en figur i folderen. Det står ved hver linje, som skal bekræftes.",
                verbose_name="aflæst af en figur",
            ),
        ),
        migrations.RunPython(the_folders, migrations.RunPython.noop),
    ]
