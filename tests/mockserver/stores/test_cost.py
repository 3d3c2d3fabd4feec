"""What a call costs a durable store, in transactions: each of them waits for a disk."""

import pytest


@pytest.fixture
def begun(make_client, durable, monkeypatch):
    """Return a client, and the transactions that its server has begun."""
    client = make_client(store=durable, lifecycle="after:1h")
    database, begun = client.services.store.database, []
    begin = database.begin

    def counted(*, wait):
        begun.append(wait)
        return begin(wait=wait)

    monkeypatch.setattr(database, "begin", counted)
    yield client, begun
    client.services.close()


@pytest.mark.parametrize("pace", ["manual", "real", "auto"])
def test_a_call_that_waits_for_nothing_is_one_transaction(begun, pace):
    client, transactions = begun
    task = client.create()
    client.advance("2h")
    client.set(clock=pace)
    for ask in (client.create, lambda: client.task(task), lambda: client.get("/v1/tasks")):
        transactions.clear()

        ask()

        assert len(transactions) == 1
