"""Links in editors' text lead only to pages that are open to all."""

import pytest
from wagtail.rich_text import expand_db_html

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("live", "shown"), [(True, 'href="/conditions/grief/"'), (False, "<a>")])
def test_a_link_shows_only_while_its_page_is_live(make_condition, live, shown):
    page = make_condition("Grief", slug="grief", live=live)
    html = expand_db_html(f'<p><a linktype="page" id="{page.pk}">Grief</a></p>')
    assert shown in html
