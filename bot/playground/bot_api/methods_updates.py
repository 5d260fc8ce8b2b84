"""Methods by which a bot gets its updates: getUpdates and the webhook, never both at once."""

import ipaddress
import re
from urllib.parse import urlsplit

from bot.playground.bot_api.limits import Json, Refusal, bad_request
from bot.playground.calls import Call
from bot.playground.world import Webhook

LONGEST_POLL = 50
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def get_updates(call: Call) -> list[Json]:
    """getUpdates: waits up to `timeout` seconds, at most 50."""
    if call.bot.webhook:
        raise Refusal(409, _WEBHOOK_ACTIVE)
    _change_allowed(call)
    limit = min(max(call.integer("limit", 100), 1), 100)
    seconds = min(max(call.integer("timeout"), 0), LONGEST_POLL)
    return await call.bot.queue.poll(call.integer("offset"), limit, seconds)


def set_webhook(call: Call) -> bool:
    """setWebhook; unlike Telegram's it also takes plain http to this machine, which is where tests listen."""
    queue = call.bot.queue
    url = call.text("url").strip()
    if url:
        _check_webhook(call, url)
    if call.flag("drop_pending_updates"):
        queue.clear()
    if not url:
        call.bot.webhook = None
        return True
    _change_allowed(call)
    queue.end_poll(by_webhook=True)
    connections = min(max(call.integer("max_connections", 40), 1), 100)
    call.bot.webhook = Webhook(url, call.text("secret_token"), connections, call.text("ip_address") or None)
    queue.bell.set()
    return True


def delete_webhook(call: Call) -> bool:
    """deleteWebhook."""
    if call.flag("drop_pending_updates"):
        call.bot.queue.clear()
    call.bot.webhook = None
    return True


def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo."""
    webhook, queue = call.bot.webhook, call.bot.queue
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(queue.pending)}
    if webhook:
        info |= {"url": webhook.url, "max_connections": webhook.max_connections}
        info |= {"ip_address": webhook.ip_address or "127.0.0.1"}
        if webhook.last_error:
            when, message = webhook.last_error
            info |= {"last_error_date": int(when.timestamp()), "last_error_message": message}
    return info | ({"allowed_updates": queue.allowed} if queue.allowed else {})


def _change_allowed(call: Call) -> None:
    given = call.value("allowed_updates", "allowed_updates")
    if given is None:
        return
    if not isinstance(given, list):
        raise bad_request("expected an Array of String")
    call.bot.queue.allowed = [str(kind) for kind in given] or None


def _check_webhook(call: Call, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
