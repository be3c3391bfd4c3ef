"""Accounts that had chosen another language for the admin: it is in English now.

Our own screens always were, so such an account saw half of each, and now it could no longer choose.
"""

from django.db import migrations


def forget_other_languages(apps, schema_editor):
    """The admin's own language for every account that had chosen one."""
    apps.get_model("wagtailusers", "UserProfile").objects.exclude(preferred_language="").update(
        preferred_language=""
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_site", "0003_spanish_read_on"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [migrations.RunPython(forget_other_languages, migrations.RunPython.noop)]
