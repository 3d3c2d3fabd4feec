"""How callbacks leave the server: who waits until they are due, who sends them, and whom HTTPS is spoken with."""

from mockserver.delivery.authority import Authority, can_make_certificates
from mockserver.delivery.dispatcher import Dispatcher
from mockserver.delivery.pulse import Pulse
from mockserver.delivery.sender import HttpSender, Sender, Sent
from mockserver.delivery.watch import Watch

__all__ = ["Authority", "Dispatcher", "HttpSender", "Pulse", "Sender", "Sent", "Watch", "can_make_certificates"]
