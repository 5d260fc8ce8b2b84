"""Methods that ask about a chat and the people in it."""

from bot.playground.bot_api.limits import Json, bad_request, forbidden
from bot.playground.calls import Call

_GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]


def get_chat(call: Call) -> Json:
    """getChat: a ChatFullInfo."""
    chat_id = call.chat_id()
    chat = call.bot.conversation(chat_id)
    info = call.world.chat_json(chat_id) | {
        "accent_color_id": abs(chat_id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    pinned = [chat.messages[number] for number in chat.pinned if number in chat.messages]
    return info | ({"pinned_message": pinned[-1]} if pinned else {})


def get_chat_member(call: Call) -> Json:
    """getChatMember."""
    chat_id, user_id = call.chat_id(), call.integer("user_id")
    if user_id == call.bot.id:
        return {"user": call.bot.user(), "status": _own_status(call, chat_id)}
    person = call.world.people.get(user_id)
    if person is None:
        raise bad_request("user not found" if user_id else "invalid user_id specified")
    if chat_id > 0:
        return {"user": person.user(), "status": "member"} if user_id == chat_id else _missing()
    members = call.world.groups[chat_id].members
    if user_id in members[:1]:
        return {"user": person.user(), "status": "creator", "is_anonymous": False}
    return {"user": person.user(), "status": "member" if user_id in members else "left"}


def get_chat_administrators(call: Call) -> list[Json]:
    """getChatAdministrators: a group's first member is its creator."""
    chat_id = call.chat_id()
    if chat_id > 0:
        raise bad_request("there are no administrators in the private chat")
    return [
        {"user": call.world.people[member].user(), "status": "creator", "is_anonymous": False}
        for member in call.world.groups[chat_id].members[:1]
    ]


def get_chat_member_count(call: Call) -> int:
    """getChatMemberCount, the bot included."""
    chat_id = call.chat_id()
    return 2 if chat_id > 0 else len(call.world.groups[chat_id].members) + 1


def leave_chat(call: Call) -> bool:
    """leaveChat."""
    chat_id = call.chat_id()
    if chat_id > 0:
        raise bad_request("chat member status can't be changed in private chats")
    chat = call.bot.conversation(chat_id)
    if chat.has_left:
        raise forbidden("bot is not a member of the group chat")
    chat.has_left = True
    return True


def get_user_profile_photos(call: Call) -> Json:
    """getUserProfilePhotos: nobody in the playground has one."""
    if call.integer("user_id") not in call.world.people:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


def _own_status(call: Call, chat_id: int) -> str:
    return "left" if call.bot.conversation(chat_id).has_left else "member"


def _missing() -> Json:
    raise bad_request("member not found")
