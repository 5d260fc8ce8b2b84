"""First contact: language, purpose card, consent; nothing about a person is kept before they agree.

Until then only the chosen language and the link they came with are remembered, for a day, to be able to answer.
"""

from __future__ import annotations

from dataclasses import replace

from core.conversations import Conversation, Outcome, Stranger
from core.messages import Button, Commanded, Press, Screen
from core.people import DEFAULT_LANGUAGE, LANGUAGES, Person
from handlers.home import home_screen
from handlers.invitations import redeemed
from handlers.visit import Visit
from storage.people import add_consent, add_person
from storage.strangers import drop_stranger, save_stranger

CONSENT_VERSION = "2026-11"
LANGUAGE_NAMES = {"lv": "Latviešu", "ru": "Русский", "en": "English"}
GREETING = (
    "Sveiki! Šis ir Latvijas romu platformas bots.\n"
    "Здравствуйте! Это бот Латвийской платформы рома.\n"
    "Hello! This is the bot of the Latvian Roma Platform."
)


async def meet(visit: Visit) -> Outcome:
    """Answer a stranger's message: the choice of language first, then the purpose card."""
    stranger = visit.situation.stranger
    what = visit.received.what
    if isinstance(what, Commanded) and what.name == "start":
        stranger = Stranger(stranger.language, what.argument or stranger.argument)
    await save_stranger(visit.conn, visit.received.sender, stranger, visit.env.now)
    if stranger.language is None:
        return visit.reply(language_choice())
    return visit.reply(purpose_card(visit))


def language_choice() -> Screen:
    """Return the greeting in all languages with a button for each."""
    return Screen(
        GREETING, (tuple(Button(LANGUAGE_NAMES[code], Press.of("contact.language", code)) for code in LANGUAGES),)
    )


async def choose_language(visit: Visit) -> Outcome:
    """Remember the language a stranger chose and show what they are asked to agree to."""
    code = visit.argument(0) if visit.argument(0) in LANGUAGES else DEFAULT_LANGUAGE
    stranger = Stranger(code, visit.situation.stranger.argument)
    await save_stranger(visit.conn, visit.received.sender, stranger, visit.env.now)
    chosen = replace(visit, situation=replace(visit.situation, stranger=stranger))
    return chosen.reply(purpose_card(chosen), in_place=True)


def purpose_card(visit: Visit) -> Screen:
    """Return who asks, why, who sees it, how long it is kept, and the way without a bot."""
    _ = visit.texts.gettext
    what = _("Here people sign up for events. Roma mediators write their monthly report here.")
    kept = _(
        "We keep your name from this chat, your language and what you answer. "
        "We use it only for the work of the platform. "
        "Only the coordinators at the Ministry of Culture see it. "
        "You can see it, change it or delete it at any time."
    )
    return Screen(
        f"{what}\n\n{kept}\n\n{other_way(visit)}",
        (
            (Button(_("I agree"), Press.of("contact.agree")), Button(_("I do not agree"), Press.of("contact.decline"))),
            (Button(_("The whole text"), Press.of("contact.whole")),),
        ),
    )


def other_way(visit: Visit) -> str:
    """Return how to reach a human instead of the bot."""
    return visit.texts.gettext(
        "You do not want to write to a bot? Call {phone} or write to {email}. The answer will be the same."
    ).format(phone=visit.env.contact.phone, email=visit.env.contact.email)


async def whole_text(visit: Visit) -> Outcome:
    """Show the whole notice about personal data."""
    _ = visit.texts.gettext
    parts = [
        _("Who: the Ministry of Culture of Latvia, programme Latvian Roma Platform, is responsible for your data."),
        _(
            "What: your name from this chat, the number of this chat, your language, your role and what you answer. "
            "We never ask for your ethnic origin, personal code, birth date or illnesses."
        ),
        _(
            "Why: to run events and to count the work of mediators. The basis is your consent. "
            "You can take it back at any time: Language and my data, then Delete me."
        ),
        _(
            "Who sees it: the coordinators at the ministry. Messages go through Telegram, "
            "which can see them and is outside the European Union."
        ),
        _(
            "How long: texts and voice messages of reports 24 months, then only numbers stay. "
            "Everything else until you delete it or have been silent for two years."
        ),
        _(
            "Your rights: to see, correct and delete your data, and to complain to the Data State Inspectorate "
            "(www.dvi.gov.lv). Not agreeing has no consequences."
        ),
        other_way(visit),
    ]
    known = visit.situation.person is not None
    rows = ((Button(_("Home"), Press.of("home")),),) if known else purpose_card(visit).buttons[:1]
    return visit.reply(Screen("\n\n".join(parts), rows), in_place=True)


async def decline(visit: Visit) -> Outcome:
    """Stay polite with who does not agree; the way back stays open."""
    _ = visit.texts.gettext
    if visit.situation.person is not None:
        return visit.reply(await home_screen(visit), in_place=True)
    await drop_stranger(visit.conn, visit.received.sender)
    text = _("All right. We keep nothing about you. The number of this chat is forgotten after a week.")
    again = Button(_("I changed my mind"), Press.of("contact.language", visit.language))
    return visit.reply(Screen(f"{text}\n\n{other_way(visit)}", ((again,),)), in_place=True)


async def agree(visit: Visit) -> Outcome:
    """Keep the person from now on, with their consent, and lead them where they wanted to go."""
    if visit.situation.person is not None:
        return visit.reply(await home_screen(visit), in_place=True)
    sender, stranger, now = visit.received.sender, visit.situation.stranger, visit.env.now
    person = Person(
        id=visit.env.new_id(),
        channel=sender.channel,
        address=sender.address,
        name=sender.name,
        language=visit.language,
        consent_version=CONSENT_VERSION,
        wrote_at=now,
    )
    await add_person(visit.conn, person, now)
    await add_consent(
        visit.conn,
        visit.env.new_id(),
        person.id,
        purpose="bot",
        version=CONSENT_VERSION,
        language=person.language,
        action="given",
        at=now,
    )
    await drop_stranger(visit.conn, sender)
    known = replace(visit, situation=replace(visit.situation, person=person))
    if stranger.argument:
        return await redeemed(known, stranger.argument)
    outcome = known.reply(await home_screen(known), in_place=True, conversation=Conversation())
    return replace(outcome, answered=replace(outcome.answered, menu=True))
