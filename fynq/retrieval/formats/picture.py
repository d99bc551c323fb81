"""A page as a grey picture (PGM), for an engine that reads pictures."""

from __future__ import annotations

import io

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import broken, rejected
from fynq.retrieval.formats.sniff import Format, format_of

_MOST_PIXELS = 60_000_000
_DOTS = 220
"""For an inch of a PDF's page."""


def picture_of(
    raw: bytes, number: int, source: str = "", media_type: str = ""
) -> tuple[bytes, int]:
    """Page `number`, from 0, of an image or a PDF; and how many there are. Raises RejectedDocument."""
    if format_of(raw, source, media_type) is Format.PDF:
        return _rendered(raw, number)
    return _decoded(raw, number)


def _decoded(raw: bytes, number: int) -> tuple[bytes, int]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise _too_large()
            image.seek(number)
            grey = ImageOps.exif_transpose(image).convert("L")
            return _pgm(grey.width, grey.height, grey.tobytes()), getattr(image, "n_frames", 1)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, ValueError, EOFError, SyntaxError):
        raise broken("image") from None


def _rendered(raw: bytes, number: int) -> tuple[bytes, int]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
        page = document[number]
        scale = min(_DOTS / 72, (_MOST_PIXELS / (page.get_width() * page.get_height())) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        rows = bytes(bitmap.buffer)
    except (pypdfium2.PdfiumError, IndexError, ZeroDivisionError):
        raise broken("PDF file") from None
    wide, stride = bitmap.width, bitmap.stride
    packed = b"".join(rows[at : at + wide] for at in range(0, stride * bitmap.height, stride))
    return _pgm(wide, bitmap.height, packed), len(document)


def _pgm(width: int, height: int, grey: bytes) -> bytes:
    return b"P5\n%d %d\n255\n" % (width, height) + grey


def _too_large() -> Exception:
    return rejected(Rejection.TOO_LARGE, "The picture has more dots than can be read.")
