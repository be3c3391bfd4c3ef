"""The address of a sender comes past trusted proxies alone, whatever the sender writes."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic_site.client_address import client_address, trusted_networks

PROXY, INNER, PERSON = "10.0.0.5", "10.1.2.3", "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "sender", "forwarded", "counted"),
    [
        # Nobody stands in between: what the header says is the sender's own word.
        ([], PERSON, "", PERSON),
        ([], PERSON, "203.0.113.9", PERSON),
        (["10.0.0.0/8"], PERSON, "203.0.113.9", PERSON),
        # One proxy, and two.
        ([PROXY], PROXY, PERSON, PERSON),
        (["10.0.0.0/8"], PROXY, f"{PERSON}, {INNER}", PERSON),
        # What the sender wrote stands further left, and is never believed.
        ([PROXY], PROXY, f"203.0.113.9, {PERSON}", PERSON),
        ([PROXY], PROXY, f"{PROXY}, {PERSON}", PERSON),
        ([PROXY], PROXY, f"unix,garbage,,{PERSON}", PERSON),
        ([PROXY], INNER, PERSON, INNER),
        # A proxy that says nothing, or nothing that is an address, is itself the sender.
        ([PROXY], PROXY, "", PROXY),
        ([PROXY], PROXY, f"{PERSON}, unknown", PROXY),
        # A socket file: there the client has no address of its own.
        (["unix"], "", PERSON, PERSON),
        (["unix", PROXY], "", f"{PERSON}, {PROXY}", PERSON),
        (["unix"], "", "", ""),
        (["unix"], PERSON, "203.0.113.9", PERSON),
        ([PROXY], "", PERSON, ""),
        ([], "", PERSON, ""),
        ([], "no address", PERSON, ""),
        # A household of IPv6 is one sender. IPv4 within IPv6 is IPv4.
        ([], "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::/64"),
        ([], "2001:db8:1:2:bbbb::9", "", "2001:db8:1:2::/64"),
        ([], "2001:db8:1:3::1", "", "2001:db8:1:3::/64"),
        ([], f"::ffff:{PERSON}", "", PERSON),
        ([PROXY], f"::ffff:{PROXY}", PERSON, PERSON),
        (["2001:db8:9::/48"], "2001:db8:9::1", PERSON, PERSON),
    ],
)
def test_the_sender_is_the_nearest_address_that_is_no_proxy_of_ours(
    settings, proxies, sender, forwarded, counted
):
    settings.TRUSTED_PROXIES = proxies
    meta = {"REMOTE_ADDR": sender, "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(meta) == counted


def test_what_is_no_network_is_named_with_the_right_form():
    with pytest.raises(ImproperlyConfigured, match="takes addresses and networks"):
        trusted_networks(("10.0.0.5/8",))
