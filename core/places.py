"""Where somebody comes from, as far as it is counted."""

import ipaddress


def network_of(given: str) -> str:
    """An IPv4 address, or the /64 that one household of IPv6 has; what is no address stays as it is."""
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given
    if found.version == 4:
        return given
    return str(ipaddress.ip_network(f"{given.partition('%')[0]}/64", strict=False))
