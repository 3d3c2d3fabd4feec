"""
The recording server: forwards the gateway's routes to where the user says, judges each call first, and records it.

Off unless asked for with ``--record-from``: nothing else of klingmock calls the gateway.
"""

from mockserver.recording.begin import begin_recording

__all__ = ["begin_recording"]
