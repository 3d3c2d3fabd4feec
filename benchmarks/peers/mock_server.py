"""MockServer: expectations with a matcher of JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmarks.peers.peer import Peer, Site, write_json

__all__ = ["MOCKSERVER"]


def _set_up(site: Site) -> None:
    headers = {"content-type": ["application/json"]}
    judged = {"type": "JSON_SCHEMA", "jsonSchema": site.contract.request}
    create = {
        "httpRequest": {"method": "POST", "path": "/v1/videos/generations", "body": judged},
        "httpResponse": {"statusCode": 200, "headers": headers, "body": json.dumps(site.contract.created)},
    }
    query = {
        "httpRequest": {"method": "GET", "path": "/v1/tasks/[^/]+"},
        "httpResponse": {"statusCode": 200, "headers": headers, "body": json.dumps(site.contract.finished)},
    }
    write_json(site.folder / "expectations.json", [create, query])


def _command(site: Site, port: int) -> Sequence[str]:
    jar = next(site.package("mockserver-node").glob("mockserver-netty-*.jar"))
    properties = {"logLevel": "OFF", "disableLogging": "true", "initializationJsonPath": "expectations.json"}
    flags = [f"-Dmockserver.{name}={value}" for name, value in properties.items()]
    return (site.java, *flags, "-jar", str(jar), "-serverPort", str(port))


MOCKSERVER = Peer(
    name="MockServer 8.0",
    packages=("mockserver-node@8.0.0",),
    needs_java=True,
    set_up=_set_up,
    command=_command,
    settings="JSON Schema matcher on the POST; logging and its event log off; answers the same always",
)
