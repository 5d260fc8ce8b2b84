"""Faults on demand: the next calls that fit are refused, cut off or delayed, before or after they took effect."""

from dataclasses import dataclass, field

from bot.playground.bot_api.limits import Json, Refusal, refusal_with_code, too_many_requests

RESET = 0
EVERY_TIME = -1


@dataclass(slots=True)
class Fault:
    """A wanted failure; `code` 0 cuts the connection, `times` -1 is for ever, an empty `method` fits all."""

    method: str
    code: int | None
    times: int
    retry_after: int | None = None
    person: int | None = None
    bot: str | None = None
    after_delivery: bool = False
    description: str | None = None
    delay: float = 0.0

    def fits(self, method: str, bot: str, parameters: Json) -> bool:
        """Tell whether a call is meant."""
        if self.times == 0 or (self.method and self.method != method.lower()):
            return False
        if self.bot and self.bot != bot:
            return False
        return self.person is None or str(parameters.get("chat_id")) == str(self.person)

    def refusal(self) -> Refusal:
        """Return the answer of a fault that has one."""
        if self.code == 429:
            return too_many_requests(self.retry_after or 1)
        return refusal_with_code(self.code or 500, self.description)

    def shown(self) -> Json:
        """Return the fault as the drawer shows it."""
        return {
            "method": self.method or "*",
            "code": self.code,
            "times": self.times,
            "retry_after": self.retry_after,
            "person": self.person,
            "after_delivery": self.after_delivery,
            "delay": self.delay,
        }


@dataclass(slots=True)
class Faults:
    """The faults still to happen, the oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, bot: str, parameters: Json) -> Fault | None:
        """Return the fault meant for a call and count it."""
        if not self.waiting:
            return None
        fault = next((fault for fault in self.waiting if fault.fits(method, bot, parameters)), None)
        if fault and fault.times > 0:
            fault.times -= 1
            self.waiting = [fault for fault in self.waiting if fault.times != 0]
        return fault


def fault_from(body: Json) -> Fault:
    """Read a fault from what /sim/faults was sent; raise ValueError with what is wrong."""
    code = body.get("code")
    if code in {"reset", "0"}:
        code = RESET
    if code is None and not body.get("delay"):
        raise ValueError("a fault needs a code (400, 403, 429, 500, 502 …, 0 or reset) or a delay in seconds")
    if code is not None and (isinstance(code, bool) or not str(code).isdecimal()):
        raise ValueError(f"unknown code {code!r}")
    method = str(body.get("method") or "").strip()
    times = body.get("times", 1)
    if times is None:
        times = EVERY_TIME
    return Fault(
        method="" if method == "*" else method.lower(),
        code=None if code is None else int(code),
        times=int(times),
        retry_after=int(body["retry_after"]) if body.get("retry_after") is not None else None,
        person=int(body["person"]) if body.get("person") is not None else None,
        after_delivery=bool(body.get("after_delivery")),
        description=body.get("description"),
        delay=float(body.get("delay") or 0),
    )
