# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names that a cloud, and the file systems its users sync it to, can live with.

Two rules meet here: the symbols that the direct sync has always replaced by ``-`` to
avoid conflicts with file systems, and what the provider demands
(:class:`~.remote.Limits`).  Every function gives back its own result unchanged.
"""

import os
import re
import unicodedata
from functools import lru_cache

SYMBOLS = "*?\"':<>/+%!@\\"
SUBSTITUTE = "-"
UNNAMED = "unnamed"

# Control characters, line and paragraph separators, lone surrogates.
_UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
# Longer endings, or endings with a space in them, are part of a sentence.
_EXTENSION_LENGTH = 16


def legal_name(name, limits, fallback=UNNAMED):
    """Make a file name legal, and keep its extension where it has to be cut.

    :param Limits limits: what the provider demands
    :param fallback: the name to take where nothing is left of ``name``
    :return: a name that is never empty, of at most ``limits.name_length`` characters
    """
    return _legal((name, fallback), limits, split_extension)


def folder_name(name, limits, fallback=UNNAMED):
    """Make a folder name legal: like :func:`legal_name`, but without extensions."""
    return _legal((name, fallback), limits, _no_extension)


def told_apart(name, key, limits, folder=False):
    """Name a thing whose own name is taken by another one in the same folder.

    :param key: what tells the two apart, such as the record's id
    :param bool folder: whether ``name`` is a folder's
    :return: ``Azure Interior (#42)``, for files ``offer (#42).pdf``
    """
    split = _no_extension if folder else split_extension
    name = _legal((name, UNNAMED), limits, split)
    suffix = _substitute(f" (#{key})", limits)
    if split(name)[0].endswith(suffix):
        return name
    return with_suffix(name, suffix, limits.name_length, split)


def name_key(name, limits):
    """Reduce a name to what the provider compares when it looks for twins."""
    key = unicodedata.normalize("NFC", name)
    if limits.case_sensitive:
        return key
    return unicodedata.normalize("NFC", key.casefold())


def split_extension(name):
    """Split a file name into its stem and its extension (with the dot, or empty)."""
    stem, extension = os.path.splitext(name)
    if len(extension) > _EXTENSION_LENGTH or re.search(r"\s|^\.$", extension):
        return name, ""
    return stem, extension


def _no_extension(name):
    return name, ""


def with_suffix(name, suffix, length=None, split=split_extension):
    """Put ``suffix`` between stem and extension.

    :param length: the characters that the whole may have, None for any number
    """
    stem, extension = split(name)
    if length is not None:
        stem = _cut(stem, length - len(suffix) - len(extension)).rstrip()
    return f"{stem}{suffix}{extension}"


def _legal(names, limits, split):
    """:return: the first of ``names`` of which something is left"""
    return next(filter(None, (_settle(n, limits, split) for n in names)), SUBSTITUTE)


def _settle(name, limits, split):
    """Repeat the rules until none of them has anything to say any more."""
    before = None
    while name != before:
        before = name
        name = _substitute(unicodedata.normalize("NFC", name), limits)
        name = name.strip().rstrip(limits.strip)
        name = _unreserve(name, limits)
        if len(name) > limits.name_length:
            name = with_suffix(name, "", limits.name_length, split)
    # A name of dots means a folder itself or the one above it.
    return name if name.strip(".") else ""


def _substitute(name, limits):
    return _refused(limits).sub(lambda match: SUBSTITUTE + match[0][1:], name)


@lru_cache
def _refused(limits):
    """:return: the pattern of all whose first character has to be replaced"""
    characters = f"[{re.escape(SYMBOLS + limits.forbidden)}{_UNPRINTABLE}]"
    prefixes = [f"^{re.escape(prefix)}" for prefix in limits.prefixes]
    parts = [re.escape(part) for part in limits.parts]
    return re.compile("|".join([characters, *prefixes, *parts]), re.IGNORECASE)


def _unreserve(name, limits):
    stem = name.split(".", 1)[0]
    forms = (name, stem.strip(), os.path.splitext(name)[0])
    reserved = {word.casefold() for word in limits.reserved}
    if reserved.isdisjoint(form.casefold() for form in forms):
        return name
    return f"{stem}{SUBSTITUTE}{name[len(stem) :]}"


def _cut(text, length):
    """Cut ``text`` to ``length`` characters or less, but never inside of what a reader
    sees as one character (Unicode Standard Annex 29, in its common cases)."""
    end = length
    while 0 < end < len(text) and _joined(text, end):
        end -= 1
    return text[: end or length]


_ZERO_WIDTH_JOINER = "\u200d"
# Conjoining Hangul vowels and finals, Thai and Lao vowels, skin tones, flag tags.
_CONTINUES = re.compile(
    "[\u0e33\u0eb3\u1160-\u11ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
_FLAG_LETTERS_AT_END = re.compile("[\U0001f1e6-\U0001f1ff]*$")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")


def _joined(text, position):
    """Whether the characters around ``position`` belong together."""
    before, after = text[position - 1], text[position]
    if before == _ZERO_WIDTH_JOINER or after == _ZERO_WIDTH_JOINER:
        return True
    if unicodedata.category(after).startswith("M") or _CONTINUES.match(after):
        return True
    # Flags are pairs of letters: an odd number of them waits for its partner.
    letters = _FLAG_LETTERS_AT_END.search(text[:position])[0]
    return bool(_FLAG_LETTER.match(after)) and len(letters) % 2 == 1
