"""What whoever runs the app may set, by environment variables (docs/records.md lists them)."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vision.video_errors import VideoLimits

IDLE_MIN = 15.0
FASTEST_HZ = 240  # a video of the longest allowed duration may have this many pictures a second


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The clinic to turn to; empty parts are not shown."""

    name: str = ""
    phone: str = ""
    booking_url: str = ""

    @property
    def known(self) -> bool:
        """True when there is anything to show."""
        return bool(self.name or self.phone or self.booking_url)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings.

    clinic      people sign in through OpenID Connect; otherwise one person uses this machine
    role_claim  the claim that names roles; "" = whoever is not listed is a patient
    clinicians  subjects or verified e-mail addresses of clinicians
    idle_min    minutes without a click, or being in view of their live set, until sign-out
    video       how long and how large a video may be
    """

    clinic: bool = False
    role_claim: str = ""
    clinicians: frozenset[str] = frozenset()
    idle_min: float = IDLE_MIN
    contact: Contact = Contact()
    video: VideoLimits = field(default_factory=VideoLimits)


def load_settings() -> Settings:
    """The settings as they are now; ValueError for a number that is none."""
    return Settings(
        clinic=_text("CLINIC").lower() in ("1", "true", "yes", "on"),
        role_claim=_text("ROLE_CLAIM"),
        clinicians=frozenset(filter(None, map(_plain, _text("CLINICIANS").split(",")))),
        idle_min=float(_text("IDLE_MINUTES") or IDLE_MIN),
        contact=Contact(
            name=_text("CONTACT_NAME"),
            phone=_text("CONTACT_PHONE"),
            booking_url=_web_address(_text("CONTACT_URL")),
        ),
        video=_video_limits(),
    )


def _video_limits() -> VideoLimits:
    usual = VideoLimits()
    minutes = float(_text("VIDEO_MINUTES") or usual.max_duration_s / 60)
    return VideoLimits(
        max_duration_s=60 * minutes,
        max_frames=round(60 * minutes * FASTEST_HZ),
        max_frame_px=round(1e6 * float(_text("VIDEO_MEGAPIXELS") or usual.max_frame_px / 1e6)),
    )


def _text(name: str) -> str:
    return os.environ.get(f"GLUTE_COACH_{name}", "").strip()


def _plain(name: str) -> str:
    return name.strip().lower()


def _web_address(text: str) -> str:
    """The address when it leads to a web page, else nothing."""
    return text if urlsplit(text).scheme in ("http", "https") else ""
