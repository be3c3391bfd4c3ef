"""Where a request of the web comes from, past the proxies that the clinic trusts.

Each proxy adds the address it saw to the right of `X-Forwarded-For`. So the header is read from
the right, and only as far as trusted proxies wrote it: what a client wrote there itself stands
further left and is never reached (RFC 7239, section 8.1, on the older header's successor).
"""

from functools import cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

UNIX = "unix"  # the server listens on a socket file, where a client has no address
# A household or a phone has at least so much of IPv6 for itself (RFC 6177).
BITS_OF_IPV6 = 64


@cache
def trusted_networks(proxies):
    """The networks that TRUSTED_PROXIES names. Raises ImproperlyConfigured."""
    try:
        return [ip_network(proxy) for proxy in proxies if proxy != UNIX]
    except ValueError as error:
        raise ImproperlyConfigured(
            "TRUSTED_PROXIES takes addresses and networks, with commas: 10.0.0.5,10.1.0.0/16"
        ) from error


def client_address(meta):
    """The address, or for IPv6 its network, as text; "" where it cannot be told."""
    return counted(real_address(meta))


def real_address(meta):
    """The nearest address that is no proxy of ours; None where there is none."""
    sender = meta.get("REMOTE_ADDR", "")
    found = parsed(sender)
    goes_on = is_trusted(found) if found else not sender and UNIX in settings.TRUSTED_PROXIES
    hops = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while goes_on and hops:
        further = parsed(hops.pop())
        if further is None:
            break
        found, goes_on = further, is_trusted(further)
    return found


def parsed(text):
    """The address that a text is, or None. IPv4 within IPv6 is IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_trusted(address):
    """Whether a proxy of ours stands there."""
    return any(address in network for network in trusted_networks(tuple(settings.TRUSTED_PROXIES)))


def counted(address):
    """What is counted as one sender."""
    if address is None:
        return ""
    if address.version == 4:
        return str(address)
    return str(ip_network((int(address), BITS_OF_IPV6), strict=False))
