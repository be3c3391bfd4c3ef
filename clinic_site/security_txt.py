"""security.txt (RFC 9116): where somebody who found a hole in the site tells us."""

from datetime import UTC, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Section 2.5.5 asks for less than a year. The file is made anew each day that the site is looked
# after, so that a copy of a site that nobody looks after soon says so.
GOOD_FOR = timedelta(days=90)


def check_contact(value):
    """Raises ValidationError where `value` is neither an e-mail address nor one with https://."""
    check = URLValidator(["https"]) if "://" in value else EmailValidator()
    try:
        check(value)
    except ValidationError as error:
        message = _("Give an e-mail address, or an address that begins with https://.")
        raise ValidationError(message) from error


def written(contact, now):
    """The file's text, with the line ends of section 2.2. `now` is aware."""
    expires = (now + GOOD_FOR).astimezone(UTC)
    lines = [
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en, es",
        f"Canonical: {settings.BASE_URL}{reverse('security_txt')}",
    ]
    return "".join(f"{line}\r\n" for line in lines)
