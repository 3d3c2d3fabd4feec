from queue import Empty, SimpleQueue
from signal import SIGUSR1, getsignal, raise_signal, signal

from mockserver.cli.told import told_by, wait_until_told


class Deaf(SimpleQueue[int]):
    """A queue whose waits no signal interrupts: what was put in is seen by the third."""

    looks = 0

    def get(self, block=True, timeout=None):  # noqa: FBT002 - as the queue has it
        assert block
        assert timeout is not None
        assert timeout <= 1
        self.looks += 1
        if self.looks < 3:
            raise Empty
        return 15


def test_a_signal_that_does_not_interrupt_the_wait_is_heard_soon():
    assert wait_until_told(Deaf()) == 15


def test_each_signal_is_told_in_its_turn():
    before = getsignal(SIGUSR1)
    try:
        told = told_by(SIGUSR1)
        raise_signal(SIGUSR1)
        raise_signal(SIGUSR1)
        assert (wait_until_told(told), wait_until_told(told)) == (SIGUSR1, SIGUSR1)
        assert told.empty()
    finally:
        signal(SIGUSR1, before)
