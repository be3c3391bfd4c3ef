"""What was typed so far, travelling encrypted in the form. The server keeps nothing of it.

A stop page carries no state, so a person who is refused leaves nothing behind.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.datastructures import MultiValueDict

from clinic_site.encryption import UnreadableValue, decrypt, encrypt

SECONDS_VALID = 12 * 60 * 60
# Names what the text is, so that no other encrypted text of the site is taken for a form.
# Other fields in the state need another word here.
PURPOSE = "request-form-2"


class StateUnreadable(Exception):
    """The state is not one of ours: it was changed, cut off, or its key is gone."""


class StateExpired(Exception):
    """The form was open for too long."""


@dataclass
class FormState:
    """The pages typed so far, and what was said and shown when.

    `form_key` is made when the first page was right, at `begun_at`; one form makes one request.
    The time is signed with the rest, so nobody can make a form look older. `stated_at` is
    when the statement about Florida was made, `statement` its version; `notice` is the revision
    of the privacy notice that the check page named.
    """

    pages: dict = field(default_factory=dict)
    form_key: UUID | None = None
    begun_at: datetime | None = None
    statement: str = ""
    stated_at: datetime | None = None
    notice: int | None = None

    def page(self, step):
        """What was typed on a page, as form data; None where it was not reached yet."""
        return MultiValueDict(self.pages[step]) if step in self.pages else None


def seal(state):
    """The state as encrypted, dated text; "" of a fresh one, so that page 1 never grows old."""
    if not state.pages:
        return ""
    return encrypt(
        json.dumps(
            {
                "purpose": PURPOSE,
                "pages": state.pages,
                "form_key": state.form_key and state.form_key.hex,
                "begun_at": state.begun_at and state.begun_at.isoformat(),
                "statement": state.statement,
                "stated_at": state.stated_at and state.stated_at.isoformat(),
                "notice": state.notice,
            },
            ensure_ascii=False,
        )
    )


def unseal(text):
    """The state of a sealed text; a fresh one of "". Raises StateExpired or StateUnreadable."""
    if not text:
        return FormState()
    try:
        content = json.loads(decrypt(text))
    except (UnreadableValue, ValueError) as error:
        raise StateUnreadable from error
    if not isinstance(content, dict) or content.get("purpose") != PURPOSE:
        raise StateUnreadable
    try:
        decrypt(text, seconds_valid=SECONDS_VALID)
    except UnreadableValue as error:
        raise StateExpired from error
    return FormState(
        pages=content["pages"],
        form_key=content["form_key"] and UUID(content["form_key"]),
        begun_at=content["begun_at"] and datetime.fromisoformat(content["begun_at"]),
        statement=content["statement"],
        stated_at=content["stated_at"] and datetime.fromisoformat(content["stated_at"]),
        notice=content["notice"],
    )
