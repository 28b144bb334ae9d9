"""The published hotlines become the directory of official channels; later it takes every other kind."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0003_mail"),
        ("tickets", "0009_attachment_channels"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RenameModel("Hotline", "OfficialChannel"),
        migrations.RenameField("OfficialChannel", "phone", "value"),
    ]
