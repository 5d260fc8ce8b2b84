"""Files go up in every form the Bot API takes and come down the same."""

import json
import struct
import zlib

import aiohttp
import pytest

from tests.playground.sim import Json, Sim


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress((b"\0" + b"\xff\0\0" * width) * height)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def upload(sim: Sim, method: str, files: dict[str, tuple[str, bytes]], **fields: object) -> Json:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, content) in files.items():
        form.add_field(name, content, filename=filename)
    async with sim.session.post(f"{sim.url}/bot{sim.token}/{method}", data=form) as response:
        answer: Json = await response.json()
        return answer


async def download(sim: Sim, file_id: str) -> bytes:
    path = (await sim.api("getFile", file_id=file_id))["file_path"]
    async with sim.session.get(f"{sim.url}/file/bot{sim.token}/{path}") as response:
        assert response.status == 200
        return await response.read()


async def test_a_document_goes_up_and_comes_down_with_its_name(sim: Sim) -> None:
    files = {"document": ("pārskats.txt", b"Labdien")}
    answer = await upload(sim, "sendDocument", files, chat_id=sim.person, caption="<b>a</b>", parse_mode="HTML")
    document = answer["result"]["document"]
    assert (document["file_name"], document["file_size"], document["mime_type"]) == ("pārskats.txt", 7, "text/plain")
    assert answer["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert await download(sim, document["file_id"]) == b"Labdien"


async def test_a_photo_has_sizes_and_can_be_sent_again_by_its_id(sim: Sim) -> None:
    answer = await upload(sim, "sendPhoto", {"photo": ("a.png", png(30, 20))}, chat_id=sim.person)
    largest = answer["result"]["photo"][-1]
    assert (largest["width"], largest["height"]) == (30, 20)
    again = await sim.api("sendPhoto", chat_id=sim.person, photo=largest["file_id"])
    assert again["photo"][-1]["file_id"] == largest["file_id"]
    words = await sim.refused("sendDocument", chat_id=sim.person, document=largest["file_id"])
    assert words == "Bad Request: can't use file of type Photo as Document"


async def test_an_album_takes_attached_files(sim: Sim) -> None:
    media = [{"type": "photo", "media": "attach://one", "caption": "a"}, {"type": "photo", "media": "attach://two"}]
    files = {"one": ("1.png", png()), "two": ("2.png", png())}
    answer = await upload(sim, "sendMediaGroup", files, chat_id=sim.person, media=media)
    first, second = answer["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("a", False)
    media[1]["type"] = "document"
    answer = await upload(sim, "sendMediaGroup", files, chat_id=sim.person, media=media)
    assert answer["description"] == "Bad Request: document can't be mixed with other media types"


async def test_the_picture_of_a_message_can_be_changed(sim: Sim) -> None:
    sent = (await upload(sim, "sendPhoto", {"photo": ("a.png", png())}, chat_id=sim.person, caption="a"))["result"]
    media = {"type": "photo", "media": "attach://new", "caption": "b"}
    here = {"chat_id": sim.person, "message_id": sent["message_id"], "media": media}
    edited = (await upload(sim, "editMessageMedia", {"new": ("b.png", png(9, 9))}, **here))["result"]
    assert (edited["caption"], edited["photo"][-1]["width"]) == ("b", 9)


@pytest.mark.parametrize(
    ("method", "files", "fields", "words"),
    [
        ("sendPhoto", {"photo": ("a.png", b"no picture")}, {}, "Bad Request: IMAGE_PROCESS_FAILED"),
        ("sendDocument", {"document": ("a.txt", b"")}, {}, "Bad Request: file must be non-empty"),
        ("sendDocument", {}, {}, "Bad Request: there is no document in the request"),
        ("sendVoice", {}, {"voice": "AwAC"}, "Bad Request: wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {}, {"photo": "https://a.lv/a.png"}, "Bad Request: failed to get HTTP URL content"),
        ("sendPhoto", {"photo": ("a.png", png())}, {"caption": "ā" * 1025}, "Bad Request: message caption is too long"),
        ("getFile", {}, {"file_id": "nothing"}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
    ],
)
async def test_files_that_cannot_be_sent_are_refused(
    sim: Sim, method: str, files: dict[str, tuple[str, bytes]], fields: Json, words: str
) -> None:
    whom = {} if method == "getFile" else {"chat_id": sim.person}
    assert (await upload(sim, method, files, **whom, **fields))["description"] == words


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_what_a_person_sends_reaches_the_bot_and_the_page(sim: Sim, kind: str) -> None:
    form = aiohttp.FormData({"caption": "skat."})
    form.add_field(kind, png(), filename="a.png", content_type="application/octet-stream")
    async with sim.session.post(f"{sim.url}/sim/people/{sim.person}/send", data=form) as response:
        assert (await response.json()) == {"message_id": 1}
    message = (await sim.updates())[0]["message"]
    file = message[kind][-1] if kind == "photo" else message[kind]
    assert message["caption"] == "skat."
    assert await download(sim, file["file_id"]) == png()
    (shown,) = await sim.get(f"people/{sim.person}/chat")
    assert (shown["text"], shown["file"]["kind"]) == ("skat.", kind)
    async with sim.session.get(sim.url + shown["file"]["url"]) as response:
        assert await response.read() == png()


async def test_a_person_sends_a_place_a_contact_a_sticker_and_a_poll(sim: Sim) -> None:
    path = f"people/{sim.person}/send"
    await sim.post(path, location={"latitude": 57.2, "longitude": 22.5})
    await sim.post(path, contact={"phone_number": "+37120000000", "first_name": "Dace"})
    await sim.post(path, sticker={"emoji": "👍"})
    await sim.post(path, poll={"question": "Kad?", "options": ["Rīt", "Parīt"]})
    place, contact, sticker, poll = (update["message"] for update in await sim.updates())
    assert place["location"] == {"latitude": 57.2, "longitude": 22.5}
    assert contact["contact"]["phone_number"] == "+37120000000"
    assert sticker["sticker"]["emoji"] == "👍"
    assert [option["text"] for option in poll["poll"]["options"]] == ["Rīt", "Parīt"]
    text = await sim.get(f"people/{sim.person}/chat?format=text")
    assert text == "me> (location)\nme> (contact)\nme> (sticker)\nme> (poll)\n"


async def test_a_file_nobody_has_is_not_found(sim: Sim) -> None:
    async with sim.session.get(f"{sim.url}/file/bot{sim.token}/documents/nothing") as response:
        assert response.status == 404
