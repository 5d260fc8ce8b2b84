"""Files people and bots send: kept in memory, named by ids that are the same in every run."""

import mimetypes
import struct
from dataclasses import dataclass

from bot.playground.bot_api.limits import Json

_FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents", "audio": "music", "video": "videos"}
_FOLDERS |= {"animation": "animations", "video_note": "video_notes", "sticker": "stickers", "thumbnail": "thumbnails"}
_PREFIXES = {"photo": "AgACAgQAAxkBAAI", "voice": "AwACAgQAAxkBAAI", "document": "BQACAgQAAxkBAAI"}
_ENDINGS = {"photo": ".jpg", "voice": ".oga", "audio": ".mp3", "video": ".mp4", "animation": ".mp4", "sticker": ".webp"}
_TYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "audio": "audio/mpeg", "video": "video/mp4"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a request."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the playground keeps; `path` is what getFile answers."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    content_type: str
    content: bytes
    path: str

    def fields(self) -> Json:
        """Return the fields every kind of file has in a message."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


class Files:
    """All files of the playground, found by `file_id` or by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep a file and give it its ids and path."""
        number = len(self._by_id) + 1
        ending = _ending(kind, upload)
        path = f"{_FOLDERS.get(kind, 'documents')}/file_{number}{ending}"
        file = StoredFile(
            file_id=f"{_PREFIXES.get(kind, 'CgACAgQAAxkBAAI')}{number:08d}PlayGround{kind}",
            unique_id=f"AgAD{number:08d}",
            kind=kind,
            name=upload.name,
            content_type=_content_type(kind, upload),
            content=upload.content,
            path=path,
        )
        self._by_id[file.file_id] = self._by_path[path] = file
        return file

    def load(self, file_id: str) -> StoredFile | None:
        """Return a file by its id."""
        return self._by_id.get(file_id)

    def load_by_path(self, path: str) -> StoredFile | None:
        """Return a file by the path getFile answered."""
        return self._by_path.get(path)


def image_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF, JPEG or WebP in pixels, or None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content.startswith((b"GIF87a", b"GIF89a")) and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content) or (800, 600)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return 512, 512
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return None


def _ending(kind: str, upload: Upload) -> str:
    name = upload.name.rsplit("/", 1)[-1]
    if kind == "document" and "." in name:
        ending = name.rsplit(".", 1)[1]
        return f".{ending}" if ending.isascii() and ending.isalnum() else ""
    return _ENDINGS.get(kind, "")


def _content_type(kind: str, upload: Upload) -> str:
    given = upload.content_type.split(";")[0].strip()
    if given and given != "application/octet-stream":
        return given
    guessed = mimetypes.guess_type(upload.name)[0] if upload.name else None
    return _TYPES.get(kind) or guessed or "application/octet-stream"
