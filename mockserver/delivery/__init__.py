"""How callbacks leave the server: who waits until they are due, and who sends them."""

from mockserver.delivery.dispatcher import Dispatcher
from mockserver.delivery.sender import HttpSender, Sender, Sent
from mockserver.delivery.watch import Watch

__all__ = ["Dispatcher", "HttpSender", "Sender", "Sent", "Watch"]
