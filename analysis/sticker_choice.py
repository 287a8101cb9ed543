"""What two stickers are on; a module of its own, so that the command line starts fast."""

from enum import StrEnum


class Stickers(StrEnum):
    """Where the two stickers on the back of the pelvis are, as the person confirmed."""

    NONE = "none"
    ON_SKIN = "on-skin"
    TIGHT_CLOTH = "tight-cloth"
