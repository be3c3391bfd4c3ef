"""Takes away the two groups and the workflow that Wagtail makes for every new site.

The groups of this site stand in clinic_site/roles.py; two more with nearly the same names only
confuse. Done once and here: after every migration it could hit a group that the clinic made.
"""

from django.db import migrations

NAMES = ["Editors", "Moderators"]
APPROVAL = "Moderators approval"


def remove_what_nobody_uses(apps, schema_editor):
    """The groups without members, and with Moderators its workflow; all of it stays if it ran."""
    Group = apps.get_model("auth", "Group")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "GroupApprovalTask")
    unused = Group.objects.filter(name__in=NAMES, user__isnull=True)
    unused.filter(name="Editors").delete()
    ran = Workflow.objects.filter(name=APPROVAL, workflow_states__isnull=False).exists()
    if not ran and unused.filter(name="Moderators").exists():
        Workflow.objects.filter(name=APPROVAL).delete()
        Task.objects.filter(name=APPROVAL, workflow_tasks__isnull=True).delete()
        unused.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_site", "0001_initial"),
        # Whatever writes to these groups comes before they go.
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(remove_what_nobody_uses, migrations.RunPython.noop)]
