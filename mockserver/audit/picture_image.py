"""The picture of an audit as PNG: spend over time and the rules that are broken most."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from mockserver.audit.bars import Bar, broken_most, heading, spend
from mockserver.audit.errors import AuditError
from mockserver.audit.summary import Summary

__all__ = ["image"]

_WIDE_INCHES, _BAR_INCHES, _ROOM_INCHES, _DPI = 10, 0.28, 1.2, 100
_COLOUR = "#1d4f91"


def image(summary: Summary) -> bytes:
    """
    Draw a summary as a PNG.

    Raises:
        AuditError: Matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - an extra
        from matplotlib.figure import Figure  # noqa: PLC0415 - the same
    except ModuleNotFoundError:
        raise AuditError("PNG needs Matplotlib: pip install 'klingmock[audit]'; .html needs nothing") from None
    charts = [(title, bars) for title, bars in (spend(summary), broken_most(summary)) if bars]
    heights = [_ROOM_INCHES + _BAR_INCHES * len(bars) for _, bars in charts]
    figure = Figure(figsize=(_WIDE_INCHES, _ROOM_INCHES + sum(heights)), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(heading(summary), parse_math=False)
    if charts:
        rows = figure.subplots(len(charts), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
        for axes, (title, bars) in zip(rows[:, 0], charts, strict=True):
            _draw(axes, title, bars)
    written = BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


def _draw(axes: Any, title: str, bars: Sequence[Bar]) -> None:
    places = range(len(bars))
    # A picture has no more digits than floats have; the exact amount is written beside its bar.
    drawn = axes.barh(places, [float(bar.length) for bar in bars], color=_COLOUR)
    axes.bar_label(drawn, labels=[bar.shown for bar in bars], padding=3, parse_math=False)
    axes.set_yticks(places, labels=[bar.name for bar in bars], parse_math=False)
    axes.set_title(title, loc="left")
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
