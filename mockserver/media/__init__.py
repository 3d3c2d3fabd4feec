"""
Result videos: a test card of the length, size and sound that were asked for, made in a tenth of a second.

The few parts of H.264, AAC and MP4 that a test card needs are written out here, because the libraries that know all of
them are tens of megabytes, and a plain install has to hand out right videos too.
"""

from mockserver.media.video import make_video

__all__ = ["make_video"]
