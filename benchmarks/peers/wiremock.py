"""WireMock: stubs with a matcher of JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.peer import Peer, Site, write_json

__all__ = ["WIREMOCK"]


def _set_up(site: Site) -> None:
    headers = {"Content-Type": "application/json"}
    judged = {"matchesJsonSchema": site.contract.request, "schemaVersion": "V202012"}
    create = {
        "request": {"method": "POST", "urlPath": "/v1/videos/generations", "bodyPatterns": [judged]},
        "response": {"status": 200, "headers": headers, "jsonBody": site.contract.created},
    }
    query = {
        "request": {"method": "GET", "urlPathPattern": "/v1/tasks/[^/]+"},
        "response": {"status": 200, "headers": headers, "jsonBody": site.contract.finished},
    }
    write_json(site.folder / "mappings" / "kling.json", {"mappings": [create, query]})


def _command(site: Site, port: int) -> Sequence[str]:
    jar = next((site.package("wiremock") / "build").glob("wiremock-standalone-*.jar"))
    quiet = ("--no-request-journal", "--disable-request-logging", "--disable-banner", "--disable-response-templating")
    return (site.java, "-jar", str(jar), "--port", str(port), "--bind-address", "127.0.0.1", "--root-dir", ".", *quiet)


WIREMOCK = Peer(
    name="WireMock 3.13",
    packages=("wiremock@3.13.2",),
    needs_java=True,
    set_up=_set_up,
    command=_command,
    settings="JSON Schema matcher on the POST; no journal, no request logging, no templating; answers the same always",
)
