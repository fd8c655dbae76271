# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import UserError
from odoo.tools.image import image_process

SIDE = 512
LARGEST = 20 * 1024 * 1024
DRAWN = {"image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff"}


def make_thumbnail(attachment):
    """Draw a small picture of a local image, while that costs no download.

    :param attachment: an ``ir.attachment`` with local content
    :return: base64 bytes of an image of at most 512 x 512 pixels; False where there
        is a thumbnail already, or nothing to draw
    """
    if attachment.mimetype not in DRAWN or not 0 < attachment.file_size <= LARGEST:
        return False
    if attachment.has_thumbnail:
        return False
    try:
        return base64.b64encode(image_process(attachment.raw, size=(SIDE, SIDE)))
    except UserError:
        # It only claims to be an image.
        return False
