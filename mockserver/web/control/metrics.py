"""
``GET /_mock/metrics``: the counts of all worlds, in the text format of Prometheus.

Labels are words of the contracts and of ours, so that they stay few, and no key, path or prompt is among them.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from flask import Response

from mockserver.core.tally import Tally
from mockserver.services import Services
from mockserver.web.control.route import ControlCall, ControlRoute
from mockserver.web.control.schema import string

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

__all__ = ["ROUTES"]

_KIND = "text/plain; version=0.0.4; charset=utf-8"

_Labels: TypeAlias = tuple[str, ...]
_Counts: TypeAlias = Mapping[_Labels, float]


class _Collector:
    """Hands our own counters to ``prometheus_client``, which asks when somebody scrapes."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - few ever scrape

        services = self._services
        for name, meaning, labels, counts in _counters(services.store.tally(), accidents=_accidents(services)):
            counter = CounterMetricFamily(f"klingmock_{name}", meaning, labels=labels)
            for values, count in sorted(counts.items()):
                counter.add_metric(values, count)
            yield counter
        yield GaugeMetricFamily("klingmock_worlds", "Worlds, one per API key.", value=len(services.store.ids()))


def _metrics(call: ControlCall) -> Response:
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - few ever scrape

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(call.services))
    return Response(generate_latest(registry), content_type=_KIND)


def _counters(tally: Tally, *, accidents: int) -> Iterator[tuple[str, str, _Labels, _Counts]]:
    calls: _Counts = {(operation, str(status)): float(count) for (operation, status), count in tally.calls.items()}
    # A float is what the format has; the ledger has the exact credits.
    money = {"reserved": tally.reserved, "settled": tally.settled, "released": tally.released}
    yield "calls", "Calls of the gateway's routes.", ("operation", "status"), calls
    yield "refused_by_rule", "Requests that broke a rule.", ("rule",), _by(tally.refused)
    yield "faults", "Faults on purpose that fired.", ("kind",), _by(tally.faults)
    yield "callback_attempts", "Attempts to deliver a callback.", ("outcome",), _by(tally.attempts)
    yield "tasks", "Tasks that were accepted.", (), {(): float(tally.tasks)}
    yield "tasks_ended", "Tasks that ended.", ("end",), _by(tally.ends)
    yield "credits", "Credits that were moved.", ("kind",), {(kind,): float(sum_) for kind, sum_ in money.items()}
    yield "accidents", "Faults of the server itself; there should be none.", (), {(): float(accidents)}
    yield "journal_dropped", "Calls that the journals no longer keep.", (), {(): float(tally.dropped)}


def _by(counts: Mapping[str, int]) -> _Counts:
    return {(label,): float(count) for label, count in counts.items()}


def _accidents(services: Services) -> int:
    last = services.accidents.copy()
    return last[-1].number if last else 0


ROUTES = (
    ControlRoute(
        operation="get_metrics",
        method="GET",
        path="/_mock/metrics",
        summary="Count calls, tasks, credits, faults and callbacks of all worlds, as Prometheus text.",
        view=_metrics,
        answer=string(),
        kind=_KIND,
        of_world=False,
    ),
)
