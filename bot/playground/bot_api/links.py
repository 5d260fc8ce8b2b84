"""Which web addresses Telegram takes in links and buttons, and its words for the others."""

import re
from urllib.parse import urlsplit

_OWN_SCHEMES = ("tg:", "ton:", "tonsite:")


def link_problem(url: str) -> str | None:
    """Return why an address is refused, or None; `localhost` and other hosts without a dot are refused too."""
    lowered = url.lower()
    for scheme in _OWN_SCHEMES:
        if lowered.startswith(scheme):
            host = lowered.removeprefix(scheme).removeprefix("//").split("?")[0].split("/")[0]
            return None if re.fullmatch(r"[a-z0-9_.-]+", host) else "Unallowed characters in URL host"
    if "://" in url and not lowered.startswith(("http://", "https://")):
        return "Unsupported URL protocol"
    return _host_problem(url if "://" in url else f"http://{url}")


def _host_problem(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "Wrong port number specified in the URL"
    if not host:
        return "URL host is empty"
    if re.search(r"[\s<>\"|{}^`\\]", host):
        return "Disallowed character in URL host"
    return None if "." in host or ":" in host else "Wrong HTTP URL"


def mentioned_user(url: str) -> int | None:
    """Return the id in a `tg://user?id=…` link, which mentions a person instead of opening a page."""
    match = re.fullmatch(r"tg:(?://)?user\?id=(\d+)", url.strip(), re.IGNORECASE)
    return int(match[1]) if match else None
