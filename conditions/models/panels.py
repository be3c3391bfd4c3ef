"""The fields of a condition page in the editor, in the order in which readers see them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Page

MOST_NAMES = 20
MOST_RELATIONS = 12
MOST_SOURCES = 20


def condition_panels():
    """The panels of the content tab. What only search reads comes last."""
    return [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel(
                    "kind",
                    help_text=_(
                        "A condition is diagnosed; a symptom may be part of several; a life "
                        "experience, such as grief, is no illness. It stands above the title."
                    ),
                ),
                FieldPanel(
                    "summary",
                    widget=AdminAutoHeightTextInput,
                    help_text=_(
                        "One or two plain sentences that say what it is: “Burnout is a state of "
                        "being worn out by work or care. It can get better.” They stand on top of "
                        "the page, in lists and in search. At most 200 characters."
                    ),
                ),
            ],
            heading=_("Top of the page"),
        ),
        InlinePanel(
            "names",
            label=_("other name"),
            heading=_("Other names"),
            max_num=MOST_NAMES,
            help_text=_(
                "Every name that people or clinicians use for it: “Winter blues”, “SAD”. Each has "
                "its own entry in the A to Z. At most 20."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("image"), FieldPanel("artwork")],
            heading=_("Picture"),
            classname="collapsed",
        ),
        FieldPanel(
            "body",
            help_text=_(
                "Speak to the reader as “you”, in short sentences: the checks on the right show "
                "the reading grade. Delete a section that the page does not need."
            ),
        ),
        InlinePanel(
            "related_conditions",
            label=_("related condition"),
            heading=_("Related conditions"),
            max_num=MOST_RELATIONS,
            help_text=_(
                "Each with a sentence that says how the two are related: “Long stress can drain "
                "you until you feel numb.” It shows on both pages; enter it on one. At most 12."
            ),
        ),
        InlinePanel(
            "sources",
            label=_("source"),
            heading=_("Sources"),
            min_num=1,
            max_num=MOST_SOURCES,
            help_text=_(
                "Where the page's facts come from: public pages of health agencies or clinical "
                "societies. One at least, at most 20."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "phrases",
                    help_text=_(
                        "One a line, as patients type them: “i can't feel anything”. Only search "
                        "reads them. At most 40 lines of 100 characters; small letters are made "
                        "and doubles taken out."
                    ),
                )
            ],
            heading=_("How people search for it"),
        ),
    ]
