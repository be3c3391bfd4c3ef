"""What a version of a page says, apart from what Wagtail keeps with it."""

import json
import re

# What Wagtail writes into a revision that no reader reads: the page's place in the tree, its
# states and times, and the editors' comments. A schedule says when, not what.
UNREAD = {
    "pk",
    "path",
    "depth",
    "numchild",
    "url_path",
    "translation_key",
    "locale",
    "content_type",
    "owner",
    "draft_title",
    "live",
    "live_revision",
    "latest_revision",
    "latest_revision_created_at",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "go_live_at",
    "expire_at",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
    "alias_of",
    "wagtail_admin_comments",
}
PARAGRAPH_ID = re.compile(r' data-block-key="[^"]*"')  # the editor gives it to each paragraph
UNREAD_IN_ROWS = {"pk", "page", "sort_order"}


def meaning(data):
    """What of a page's serialized data is content. Equal where two versions say the same."""
    return {name: value_of(value) for name, value in data.items() if name not in UNREAD}


def value_of(value):
    """A field's value without the ids that change when the same is saved again."""
    if isinstance(value, list):  # the rows of a kind, in their order
        rows = sorted(value, key=lambda row: row.get("sort_order") or 0)
        return [{k: v for k, v in row.items() if k not in UNREAD_IN_ROWS} for row in rows]
    if isinstance(value, str) and value.startswith("["):  # sections, as JSON
        try:
            return without_ids(json.loads(value))
        except ValueError:
            pass
    return value


def without_ids(block):
    """A block of a StreamField's data, with the blocks and paragraphs in it, without their ids."""
    if isinstance(block, str):
        return PARAGRAPH_ID.sub("", block)
    if isinstance(block, dict):
        is_block = {"type", "value"} <= block.keys()
        return {k: without_ids(v) for k, v in block.items() if not (is_block and k == "id")}
    if isinstance(block, list):
        return [without_ids(part) for part in block]
    return block


def changed_fields(old, new):
    """The names of the fields in which two meanings differ, in the order of the newer one."""
    return [name for name in new if old.get(name) != new[name]]


def labels_of(model, names):
    """What editors call these fields."""
    fields = [model._meta.get_field(name) for name in names]
    return [
        str(
            field.related_model._meta.verbose_name_plural
            if field.auto_created
            else field.verbose_name
        )
        for field in fields
    ]
