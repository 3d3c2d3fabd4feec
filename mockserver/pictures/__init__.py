"""
Fixture images by address: any size, format and number of bytes, and some that are broken on purpose.

What an address says is all there is to know: the judge reads the facts off it, and nothing is drawn before it is
fetched.
"""

from mockserver.pictures.defects import DEFECTS
from mockserver.pictures.library import PREFIX, ImageLibrary, StoredImage, read_images
from mockserver.pictures.order import MOST_BYTES, Order, OrderError, facts_of, read_order
from mockserver.pictures.paint import paint

__all__ = [
    "DEFECTS",
    "MOST_BYTES",
    "PREFIX",
    "ImageLibrary",
    "Order",
    "OrderError",
    "StoredImage",
    "facts_of",
    "paint",
    "read_images",
    "read_order",
]
