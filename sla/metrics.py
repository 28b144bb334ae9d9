"""How the promises are watched, for Prometheus: read at each scrape, from the same indexes as /healthz/sla."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from core import clock
from sla.models import RingerTick
from sla.services.health import sla_health


class PromiseCollector(Collector):
    """Gauges in seconds and counts."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is read when the collector is registered: there may be no database yet."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One reading."""
        at = clock.now()
        health = sla_health(at=at)
        yield _gauge("lag_seconds", "How late the oldest due timer is", health.lag.total_seconds())
        yield _gauge("canary_late_seconds", "How late the oldest unheard canary is", health.canary.total_seconds())
        yield _gauge("held_timers", "Timers that failed too often", health.held)
        yield _gauge("guards_engaged", "Guards that hold the ringers", health.guards)
        yield _gauge("tickets_without_timer", "Open tickets without a running timer", health.bare)
        ticks = GaugeMetricFamily(
            "firstline_sla_tick_age_seconds", "Seconds since the last look of a ringer", labels=["ringer"]
        )
        for tick in RingerTick.objects.all():
            ticks.add_metric([tick.name], (at - tick.at).total_seconds())
        yield ticks


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"firstline_sla_{name}", what, value=value)


def register() -> None:
    """Called once, when the app is ready."""
    REGISTRY.register(PromiseCollector())
