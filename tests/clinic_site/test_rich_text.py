"""Rich text: links lead to pages that are open to all, and nothing but a closed set is kept."""

import json

import pytest
from django.apps import apps
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import expand_db_html

from clinic_site.models import RICH_TEXT_FEATURES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("live", "shown"), [(True, 'href="/conditions/grief/"'), (False, "<a>")])
def test_a_link_shows_only_while_its_page_is_live(make_condition, live, shown):
    page = make_condition("Grief", slug="grief", live=live)
    html = expand_db_html(f'<p><a linktype="page" id="{page.pk}">Grief</a></p>')
    assert shown in html


CLOSED = {"h2", "h3", *RICH_TEXT_FEATURES}


def within(block):
    """A block with all blocks in it."""
    children = list(getattr(block, "child_blocks", {}).values())
    children += [block.child_block] if hasattr(block, "child_block") else []
    return [block, *(one for child in children for one in within(child))]


def test_every_rich_text_of_the_site_says_what_it_may_hold_and_no_block_takes_html():
    assert {"h2", "h3", "bold", "italic", "link", "ol", "ul"} >= CLOSED
    found = 0
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, RichTextField):
                found += 1
                assert field.features and set(field.features) <= CLOSED, field
            if isinstance(field, StreamField):
                for block in within(field.stream_block):
                    assert not isinstance(block, blocks.RawHTMLBlock), block
                    if isinstance(block, blocks.RichTextBlock):
                        found += 1
                        assert block.features and set(block.features) <= CLOSED, block
    assert found > 4


def posted(text, *entity, style=None, kind="unstyled"):
    """What a browser could send in an editor's name, whatever its buttons are."""
    whole = {"offset": 0, "length": len(text)}
    block = {
        "key": "a",
        "text": text,
        "type": kind,
        "depth": 0,
        "inlineStyleRanges": [{**whole, "style": style}] if style else [],
        "entityRanges": [{**whole, "key": 0}] if entity else [],
    }
    entities = [{"type": kind, "mutability": "MUTABLE", "data": data} for kind, data in entity]
    return json.dumps({"blocks": [block], "entityMap": dict(enumerate(entities))})


LINKS = ["javascript:alert(1)", "JaVa\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:x"]
LINKS += ["data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd"]
FORGED = [
    posted("<script>alert(1)</script><img src=x onerror=alert(1)>"),
    *[posted("x", ("LINK", {"url": url})) for url in LINKS],
    posted("x", ("LINK", {"url": 'http://a.example/" onclick="alert(1)'})),
    *[posted("x", ("LINK", {"id": pk})) for pk in ["5 or 1", "9" * 400, "", "-1", "٣"]],
    *[posted("x", (kind, {"url": "https://a.example/", "id": 1, "format": "left", "alt": ""}))
      for kind in ["EMBED", "IMAGE", "DOCUMENT", "SCRIPT"]],
    *[posted("x", ("EMBED", {"url": "https://a.example/"}), kind=kind)
      for kind in ["atomic", "script", "header-one", "code-block", "blockquote"]],
    *[posted("x", style=style) for style in ["CODE", "color: red", "SUPERSCRIPT"]],
]  # fmt: skip


@pytest.mark.parametrize("sent", FORGED)
def test_what_no_button_makes_is_dropped_and_never_a_fault(sent):
    stored = ContentstateConverter(features=sorted(CLOSED)).to_database_format(sent)
    shown = expand_db_html(stored)
    for part in ["<script", "<img", "<iframe", "<embed", 'onclick="', "javascript:", "data:"]:
        assert part not in shown.lower(), shown
    for part in ["vbscript:", "file:", "<code", "<h1", "style=", "<blockquote", "<pre", "href"]:
        assert part not in shown.lower() or "a.example" in shown, shown
