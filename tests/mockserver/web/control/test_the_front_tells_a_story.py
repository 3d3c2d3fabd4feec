"""The front answers over a port as the app does without one: one story with everything in it."""

from contextlib import closing
from json import loads
from types import SimpleNamespace

from urllib3 import PoolManager

from mockserver.serving import running
from mockserver.settings import Settings

VIDEO = {"model": "kling-o3-text-to-video", "prompt": "a boat", "duration": 5}
HOOKED = VIDEO | {"callback_url": "https://example.com/hook"}
STORY = [
    ("change", {"readings": {"charge-on-cancel": "charged"}}),
    ("create", HOOKED, "key-0123456789-one"),
    ("create", HOOKED, "key-0123456789-one"),
    ("create", VIDEO, "key-0123456789-one"),
    ("add_faults", [{"on": "create", "when": {"times": 1}, "do": "status", "status": 503, "phase": "after"}]),
    ("create", VIDEO, None),
    ("query", 1),
    ("advance", "4000ms"),
    ("query", 0),
    ("act", 1, "cancel"),
    ("do_what_is_wrong", ("PUT", "/_mock/world", {"seed": 9, "balance": "x"}, 422)),
    ("do_what_is_wrong", ("PATCH", "/_mock/world", {"seed": 1}, 405)),
    ("upload", None),
    ("list_files",),
    ("run",),
    ("batch", [0, 1]),
    ("redeliver", 0),
    ("download", 0),
    ("search", {"operation": "create", "status": "503"}),
    ("verify", "create", 4),
    ("wait", None, 1),
    ("look_for_repeats",),
    ("put_a_scenario_on", 1),
    ("change", {"clock": "auto", "rate_limit": {"requests_per_minute": 2}}),
    ("create", VIDEO, None),
    ("query", 2),
    ("credits",),
    ("ask_for_a_world_that_is_not", "/_mock/calls"),
    ("reset",),
    ("create", VIDEO, "key-0123456789-one"),
]


class Front:
    """Asks the server that it runs over a port."""

    def __init__(self, server, key=None):
        self.server, self.key, self.pool = server, key, PoolManager(retries=False)

    @property
    def services(self):
        return self.server.services

    def other(self, key):
        return Front(self.server, key)

    def open(self, method, path, *, headers=None, data=None, json=None):
        headers = {"Authorization": f"Bearer {self.key}"} | (headers or {})
        with closing(
            self.pool.request(method, self.server.url + path, headers=headers, body=data, json=json)
        ) as answer:
            body, kind = answer.data, answer.headers["Content-Type"]
        self.pool.clear()
        found = loads(body) if "json" in kind else None
        return SimpleNamespace(status_code=answer.status, text=body.decode("latin-1"), content_type=kind, json=found)

    def get(self, path):
        return self.open("GET", path)


def test_the_front_tells_a_story_as_the_model_does(make_machine, make_model, play_class):
    strings = {"port": "0", "clock": "manual", "balance": "400", "lifecycle": "after:10s"}
    with running(Settings.from_strings(strings)) as server:
        play = play_class(lambda _: Front(server), make_machine(), make_model)
        for world, what in [*(("a", one) for one in STORY), ("b", STORY[1]), ("a", ("look",))]:
            play.do(world, what)
            play.it_is_as_the_model_says()
            play.the_others_are_as_before()
        play.close()
