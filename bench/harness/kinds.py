"""The kinds of pictures, and the files of the corpus that stand for them."""
from .places import CORPUS

PHOTO, PNG, SMALL = "12-megapixel JPEG", "1920x1080 screenshot, PNG", "50 KB JPEG"
PROGRESSIVE = "12-megapixel JPEG, progressive"

KINDS = {
    PHOTO: "photo-12mp-0.jpg",
    PNG: "screenshot-0.png",
    SMALL: "small-50kb-0.jpg",
    "12-megapixel JPEG, turned by EXIF": "rotated-12mp-0.jpg",
    PROGRESSIVE: "progressive-12mp-0.jpg",
    "1600x1200 WebP": "photo-0.webp",
    "1200x900 PNG with alpha": "sticker-0.png",
}


def file_of(kind):
    return CORPUS / KINDS[kind]


def labelled(kind):
    size = file_of(kind).stat().st_size
    return f"{kind}, {size / 1e6:.1f} MB" if size >= 1e6 else f"{kind}, {size / 1e3:.0f} KB"
