"""Clients that are slow, deaf, half gone or too many: each has its bound, and holds up nobody else."""

QUERY = "/v1/tasks/task-unified-0"


class TestManyCallsAtOnce:
    def test_who_sends_many_calls_at_once_is_served_in_turn_with_others(self, make_wire, ask_for):
        wire = make_wire(limits={"turn": 4})
        greedy, modest = wire.connects(), wire.connects()
        greedy.protocol.data_received(ask_for(target=QUERY) * 50)
        modest.protocol.data_received(ask_for(target=QUERY))
        assert modest.answer().status == 404
        assert len(greedy.answers()) <= 4

        wire.loop.settle()
        assert len(greedy.answers()) >= 46

    def test_its_calls_are_answered_in_their_order_whatever_comes_meanwhile(self, make_wire, ask_for):
        wire = make_wire(limits={"turn": 2})
        client = wire.connects().says(ask_for(target=QUERY))
        ids = [f"task-unified-{number}" for number in range(40)]
        calls = [ask_for(target=f"/v1/tasks/{one}") for one in ids]
        for place in range(0, 40, 4):
            client.protocol.data_received(b"".join(calls[place : place + 3]))
            client.protocol.data_received(calls[place + 3])
        wire.loop.settle()

        with wire.services.store.by_key("sk-wire-1234") as world:
            asked = [record.call.task_id for record in world.journal.records()]
        assert asked == ["task-unified-0", *ids]
        assert len(client.answers()) == 41

    def test_a_server_that_drains_says_to_one_that_waits_for_its_turn_which_answer_is_the_last(
        self, make_wire, ask_for
    ):
        wire = make_wire(limits={"turn": 2})
        client = wire.connects()
        client.protocol.data_received(ask_for(target=QUERY) * 9)
        first = client.answers()
        wire.front.drain()
        assert client.ended == ""
        wire.loop.settle()

        assert "connection" not in first[-1].headers
        assert client.answer().headers["connection"] == "close"
        assert client.ended == "closed"

    def test_who_leaves_before_its_turn_is_forgotten(self, make_wire, ask_for):
        wire = make_wire(limits={"turn": 2})
        client = wire.connects()
        client.protocol.data_received(ask_for(target=QUERY) * 50)
        client.leaves()

        assert not wire.front._connections
        assert wire.ask(ask_for()).status == 200
