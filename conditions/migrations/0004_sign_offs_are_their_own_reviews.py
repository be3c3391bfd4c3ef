from django.db import migrations
from django.db.models import F


def rest_on_themselves(apps, schema_editor):
    """Every sign-off so far was a review. A step of its own: PostgreSQL alters no table in the
    transaction that has just updated it."""
    apps.get_model("conditions", "SignOff").objects.filter(reviewer=None).update(
        reviewer=F("clinician"), reviewed_at=F("signed_at")
    )


class Migration(migrations.Migration):

    dependencies = [("conditions", "0003_sign_off_workflow")]

    operations = [migrations.RunPython(rest_on_themselves, migrations.RunPython.noop)]
