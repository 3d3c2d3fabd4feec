"""``/_mock/tls``: certificates for callbacks to HTTPS receivers on this machine."""

from flask import Response

from mockserver.web.control.route import ControlCall, ControlRoute
from mockserver.web.control.schema import string

__all__ = ["ROUTES"]

_PEM = "application/x-pem-file"


def _ca(call: ControlCall) -> Response:
    return Response(call.services.authority.ca_pem(), content_type=_PEM)


def _receiver(call: ControlCall) -> Response:
    return Response(call.services.authority.receiver_pem(), content_type=_PEM)


ROUTES = (
    ControlRoute(
        operation="get_tls_ca",
        method="GET",
        path="/_mock/tls/ca.pem",
        summary="Hand out the certificate of the throw-away authority that callbacks to HTTPS on this machine trust.",
        view=_ca,
        answer=string(),
        kind=_PEM,
        of_world=False,
        refuses={501: "The extra `tls` is not installed."},
    ),
    ControlRoute(
        operation="get_tls_receiver",
        method="GET",
        path="/_mock/tls/receiver.pem",
        summary="Hand out a key and its certificate for localhost, 127.0.0.1 and ::1, for a receiver to load.",
        view=_receiver,
        answer=string(),
        kind=_PEM,
        of_world=False,
        refuses={501: "The extra `tls` is not installed."},
    ),
)
