"""Plays with worlds: asks a server, perhaps two on one store, and has a model of each world say what is answered."""

from base64 import b64encode
from collections import Counter
from datetime import UTC, timedelta
from decimal import Decimal
from itertools import count
from json import loads
from urllib.parse import urlencode, urlsplit

import pytest

from mockserver.core.attempt import Outcome
from mockserver.core.key import world_id
from mockserver.delivery import Sent
from mockserver.pictures import paint, read_order

BALANCE = Decimal(400)
STRINGS = {"balance": str(BALANCE), "lifecycle": "after:10s"}
WORLDS = "abc"
VIDEO = {"model": "kling-o3-text-to-video", "prompt": "a boat", "duration": 5}
ORDER = read_order("300x300.png", "")
assert ORDER is not None
IMAGE = b64encode(paint(ORDER)).decode()
HOOKS = [f"https://your-domain.com/{way}" for way in ("yes", "no", "third")] + ["https://example.com/hook"]
GOOD_FROM = {"yes": 0, "no": 99, "third": 2}
SPANS = {"0": timedelta(), "72h": timedelta(hours=72)} | {
    f"{ms}ms": timedelta(milliseconds=ms) for ms in (500, 1000, 2500, 4000, 10_000, 60_000)
}
ENDS = {"cancel": "cancelled", "fail": "failed", "complete": "completed"}
OVER = tuple(ENDS.values())
GOOD = ("delivered", "recorded")
FILES_ON_A_PAGE = 20
LINE = ("id", "now", "tasks", "running", "calls", "spent")

plays = count(1)


def is_good(address, nth):
    """Say whether the receiver answers the *nth* attempt, from 0, at an address well."""
    return nth >= GOOD_FROM[urlsplit(address).path.split("/")[1]]


class Receiver:
    """Answers by the address, for each world and task: always well, never, or from the third time on."""

    def __init__(self):
        self.came: Counter[tuple[str, ...]] = Counter()

    def send(self, outgoing):
        place = (*urlsplit(outgoing.target).path.split("/"), loads(outgoing.body)["id"])
        self.came[place] += 1
        good = is_good(outgoing.target, self.came[place] - 1)
        return Sent(Outcome.DELIVERED, status=204) if good else Sent(Outcome.REFUSED, status=500)

    def forget(self, world):
        self.came = Counter({place: times for place, times in self.came.items() if world not in place})

    def close(self):
        """Nothing is under way."""


class Play:
    """
    Some worlds and a model of each.

    *serve* is given the receiver of callbacks, and starts a server; with *two* each call goes to another of two.
    Whatever is done leaves the world that it was done to in *last*.
    """

    def __init__(self, serve, machine, make_model, *, two=False):
        self.machine, self.make_model = machine, make_model
        self.models, self.known, self.turn, self.last = {}, [], count(), None
        self.prefix = f"sk-{next(plays)}-"
        self.receiver = Receiver()
        self.begin = lambda: serve(self.receiver)
        self.servers = [self.begin() for _ in range(1 + two)]

    def close(self):
        for world in self.known:
            self.servers[0].other(self.prefix + world).open("DELETE", "/_mock/world")
        for client in self.servers:
            assert client.get("/_mock/accidents").json["accidents"] == []
            client.services.close()

    def do(self, world, what):
        name, *more = what
        getattr(self, name)(world, *more)

    def moment(self, instant):
        return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    # --- asking

    def ask(self, world, method, path, body=None, **more):
        if world in self.models and world not in self.known:
            self.known.append(world)
        client = self.servers[next(self.turn) % len(self.servers)].other(self.prefix + world)
        more["data" if isinstance(body, bytes) else "json"] = body
        return client.open(method, path, **more)

    def model(self, world):
        self.last = world
        if world not in self.models:
            self.models[world] = self.make_model(self.machine, balance=BALANCE, answers=is_good)
        return self.models[world]

    def control(self, world, method, path, body=None, *, status=200):
        """Call a control route; now and then by the id of the world, if there is one, instead of its key."""
        named = world in self.known and next(self.turn) % 3 == 0
        self.model(world).settle()
        headers = {"X-Klingmock-World": world_id(self.prefix + world)}
        if named:
            headers["Authorization"] = "Bearer sk-somebody"
        answer = self.ask(world, method, path, body, headers=headers if named else None)
        assert answer.status_code == status, answer.text
        assert status < 400 or answer.content_type == "application/problem+json"
        return answer.json

    def gateway(self, world, place, operation, act, *, tasks=None, **more):
        """Call a place of the gateway, where *act* is what the model does; return the answer, and the model's note."""
        method, path = place.split()
        model = self.model(world)
        if tasks and model.mode == "auto":
            steps = (task["at"] + task[name] for task in tasks for name in ("starts", "ends") if task[name] is not None)
            to = min((step for step in steps if step > model.now), default=None)
            if to is not None:
                model.advance(to)
        entry = model.call(operation, act, tasks=tasks)
        answer = self.ask(world, method, path, **more)
        assert answer.status_code == entry["status"], answer.text
        return answer.json, entry

    def pick(self, world, number, of="tasks"):
        found = getattr(self.model(world), of)
        return found[number % len(found)] if found else None

    # --- the gateway

    def create(self, world, body, key):
        model = self.model(world)
        if "callback_url" in body:
            body = body | {"callback_url": f"{body['callback_url']}/{world}"}
        headers = {} if key is None else {"Idempotency-Key": key}
        made, entry = self.gateway(
            world,
            "POST /v1/videos/generations",
            "create",
            lambda: model.create(body, key),
            headers=headers,
            body=body,
        )
        task = entry["task"]
        if task is not None and task["id"] is None:
            newest = self.control(world, "GET", "/_mock/tasks?order=newest&limit=1")["tasks"]
            task["id"] = newest[0]["id"]
        if entry["status"] == 200:
            assert made["id"] == task["id"]
            assert Decimal(str(made["usage"]["credits_reserved"])) == task["credits"]
            assert made == task.setdefault("answer", made)

    def query(self, world, number):
        model, task = self.model(world), self.pick(world, number)
        if task is None:
            wrong = number % 2
            path, status = ("/v1/tasks/task-unified-1-nothing", 404) if wrong else ("/v1/tasks/nothing", 400)
            self.gateway(world, f"GET {path}", "query", lambda: (status, None, False))
            return
        act = lambda: (model.polled(task), (200, task, False))[1]  # noqa: E731 - as short as the others
        seen, entry = self.gateway(world, f"GET /v1/tasks/{task['id']}", "query", act, tasks=[task])
        if entry["status"] == 200:
            assert seen["status"] == model.status(task)
            assert ("results" in seen) is (seen["status"] == "completed")

    def batch(self, world, numbers):
        model = self.model(world)
        tasks = [task for task in model.tasks if task["number"] - 1 in numbers]
        ids = [task["id"] for task in tasks]

        def act():
            for task in tasks:
                model.polled(task)
            return 200, None, False

        body = {"task_ids": [*ids, *ids, "task-unified-1-nothing"]}
        seen, entry = self.gateway(world, "POST /v1/tasks/batch", "batch", act, tasks=tasks, body=body)
        if entry["status"] == 200:
            assert [(one["id"], one["status"]) for one in seen["data"]] == [
                (task["id"], model.status(task)) for task in tasks
            ]

    def list_tasks(self, world, number):
        model = self.model(world)
        path = f"/v1/tasks?page={number}&page_size=2"
        seen, entry = self.gateway(world, f"GET {path}", "list", lambda: (200, None, False))
        if entry["status"] == 200:
            page = model.tasks[::-1][2 * number - 2 : 2 * number]
            assert [(one["id"], one["status"]) for one in seen["data"]] == [
                (task["id"], model.status(task)) for task in page
            ]
            assert seen["total"] == len(model.tasks)

    def credits(self, world):
        seen, entry = self.gateway(world, "GET /v1/credits", "credits", lambda: (200, None, False))
        if entry["status"] == 200:
            found, model = seen["data"]["user"], self.model(world)
            assert Decimal(str(found["remaining_credits"])) == model.available
            assert Decimal(str(found["used_credits"])) == model.charged

    def ask_for_what_there_is_not(self, world, wrong):
        method, path, status = wrong
        self.gateway(world, f"{method} {path}", "unknown", lambda: (status, None, False))

    def download(self, world, number):
        model, task = self.model(world), self.pick(world, number)
        if task is not None:
            path = f"/_mock/results/{world_id(self.prefix + world)}/{task['id']}.mp4"
            act = lambda: (200 if model.has_result(task) else 404, task, False)  # noqa: E731 - as short as the others
            self.gateway(world, f"GET {path}", "download", act)

    # --- files

    def upload(self, world, wrong):
        model, good = self.model(world), wrong is None
        act = lambda: (200 if good else 400, None, False)  # noqa: E731 - as short as the others
        path, body = "/api/v1/files/upload/base64", {"base64_data": IMAGE if good else wrong}
        made, _ = self.gateway(world, f"POST {path}", "upload_base64", act, body=body)
        if good:
            model.files.append({"id": made["data"]["file_id"], "at": model.now})

    def list_files(self, world):
        model = self.model(world)
        seen, _ = self.gateway(world, "GET /api/v1/files/list", "file_list", lambda: (200, None, False))
        newest = [file["id"] for file in model.kept()[::-1]]
        assert [file["file_id"] for file in seen["data"]["files"]] == newest[:FILES_ON_A_PAGE]
        assert seen["data"]["total"] == len(newest)
        path = "/api/v1/files/quota"
        seen, _ = self.gateway(world, f"GET {path}", "file_quota", lambda: (200, None, False))
        assert seen["data"]["used_files"] == len(model.kept())

    def delete_a_file(self, world, number):
        model, file = self.model(world), self.pick(world, number, "files")
        status = 200 if file in model.kept() else 404
        name = file["id"] if file else "nothing"
        act = lambda: (status, None, False)  # noqa: E731 - as short as the others
        self.gateway(world, f"DELETE /api/v1/files/{name}", "file_delete", act)
        model.files = [one for one in model.files if one is not file]

    # --- time

    def the_machine_goes_on(self, _, span):
        self.machine.passes(seconds=span)

    def advance(self, world, by):
        model = self.model(world)
        model.settle()
        before = model.now
        seen = self.control(world, "POST", "/_mock/clock/advance", {"by": by})
        model.advance(before + SPANS[by])
        assert (seen["from"], seen["now"]) == (self.moment(before), self.moment(model.now))

    def advance_to(self, world, days):
        model = self.model(world)
        to = model.opened + timedelta(days=days)
        self.control(world, "POST", "/_mock/clock/advance", {"to": self.moment(to)})
        model.advance(to)

    def run(self, world):
        model = self.model(world)
        seen = self.control(world, "POST", "/_mock/clock/run")
        model.run()
        assert (seen["finished"], seen["now"]) == (True, self.moment(model.now))
        assert seen["unfinished"] == [task["id"] for task in model.tasks if model.status(task) not in OVER]

    # --- the settings, and acts

    def change(self, world, wanted):
        model = self.model(world)
        taken = model.change(wanted)
        self.control(world, "PUT", "/_mock/world", wanted, status=200 if taken else 409)

    def reset(self, world):
        self.control(world, "DELETE", "/_mock/world")
        self.receiver.forget(world)
        self.known.remove(world)
        del self.models[world]

    def act(self, world, number, verb):
        model, task = self.model(world), self.pick(world, number)
        if task is not None:
            done = model.end(task, ENDS[verb])
            seen = self.control(world, "POST", f"/_mock/tasks/{task['id']}/{verb}", status=200 if done else 409)
            assert not done or seen["status"] == ENDS[verb]

    def redeliver(self, world, number):
        model, delivery = self.model(world), self.pick(world, number, "deliveries")
        if delivery is not None:
            model.redeliver(delivery)
            (known,) = [one for one in self.callbacks(world) if one["number"] == delivery["number"]]
            self.control(world, "POST", f"/_mock/callbacks/{known['id']}/redeliver")

    # --- faults and scenarios

    def add_faults(self, world, plan):
        taken = self.model(world).arm(plan)
        self.control(world, "POST", "/_mock/faults", plan, status=200 if taken else 422)

    def replace_faults(self, world, plan):
        taken = self.model(world).arm(plan, anew=True)
        self.control(world, "PUT", "/_mock/faults", plan, status=200 if taken else 422)

    def clear_faults(self, world):
        self.model(world).arm([], anew=True)
        self.control(world, "DELETE", "/_mock/faults")

    def remove_a_fault(self, world, number):
        model, fault = self.model(world), self.pick(world, number, "faults")
        if fault is not None:
            model.faults.remove(fault)
            self.control(world, "DELETE", f"/_mock/faults/{fault['id']}")

    def put_a_scenario_on(self, world, number):
        model = self.model(world)
        known = self.ask("somebody", "GET", "/_mock/scenarios").json["scenarios"]
        scenario = known[number % len(known)]
        seen = self.control(world, "POST", f"/_mock/scenarios/{scenario['name']}")
        assert seen["faults"] == [fault | {"seen": 0, "fired": 0} for fault in scenario["faults"]]
        assert seen["unused"] == [fault["id"] for fault in scenario["faults"]]
        plain = {"lifecycle": "after:10s", "rate_limit": None}
        assert model.change(scenario["settings"] | plain)
        self.control(world, "PUT", "/_mock/world", plain)
        model.arm([], anew=True)
        self.control(world, "DELETE", "/_mock/faults")

    # --- looking

    def look(self, world):
        """Compare one that may not have been touched for long."""
        self.model(world)

    def search(self, world, search):
        fits, newest = self.model(world).searched(search), search.get("order") == "newest"
        page = fits[::-1] if newest else fits
        page = page[: search.get("limit", len(page))]
        query = urlencode(search)
        seen = self.control(world, "GET", f"/_mock/calls?{query}")
        assert [one["number"] for one in seen["calls"]] == page
        assert seen["found"] == len(fits)
        assert seen["next"] == (page[-1] if page and len(page) < len(fits) else None)
        exported = self.control(world, "GET", f"/_mock/calls.har?{query}")["log"]["entries"]
        assert [one["_klingmock"]["number"] for one in exported] == page

    def page(self, world, search):
        model, query = self.model(world), urlencode(search)
        for name, total in (("tasks", len(model.tasks)), ("callbacks", len(model.deliveries))):
            wanted = model.page(total, search)
            shown = wanted[: search.get("limit", total)]
            seen = self.control(world, "GET", f"/_mock/{name}?{query}")
            assert [one["number"] for one in seen[name]] == shown
            assert (seen["total"], seen["next"]) == (total, shown[-1] if shown and shown != wanted else None)

    def verify(self, world, operation, times):
        fits = [one["number"] for one in self.model(world).calls if one["operation"] == operation]
        body = {"expect": {"operation": operation}, "count": {"exactly": times}}
        seen = self.control(world, "POST", "/_mock/calls/verify", body)
        assert (seen["found"], seen["met"]) == (len(fits), len(fits) == times)

    def wait(self, world, state, times):
        model = self.model(world)
        model.settle()
        wanted = GOOD if state is None else (state,)
        fits = [one["number"] for one in model.deliveries if one["state"] in wanted]
        body = {"count": times, "within": "0"} | ({} if state is None else {"state": state})
        met = len(fits) >= times
        seen = self.control(world, "POST", "/_mock/callbacks/wait", body, status=200 if met else 409)
        assert not met or {one["number"] for one in seen["callbacks"]} <= set(fits)

    def look_for_repeats(self, world):
        seen = self.control(world, "GET", "/_mock/repeats")["repeats"]
        groups = self.model(world).repeats()
        assert [[one["task"] for one in group["tasks"]] for group in seen] == [
            [task["id"] for task in group] for group in groups
        ]

    # --- what is wrong

    def do_what_is_wrong(self, world, wrong):
        method, path, body, status = wrong
        self.control(world, "GET", "/_mock/clock")  # so that there is a world that could change
        seen = self.control(world, method, path, body, status=status)
        assert seen["status"] == status
        assert seen["detail"]

    def ask_for_a_world_that_is_not(self, _, path):
        unknown = [world for world in WORLDS if world not in self.known]
        headers = {"X-Klingmock-World": world_id(self.prefix + (unknown or "z")[0])}
        assert self.ask("somebody", "GET", path, headers=headers).status_code == 404

    # --- the store

    def restart(self, _):
        if len(self.servers) > 1:
            self.servers.pop(0).services.close()
            self.servers.append(self.begin())

    # --- what the model says

    def callbacks(self, world):
        return self.control(world, "GET", "/_mock/callbacks")["callbacks"]

    def it_is_as_the_model_says(self):
        world = self.last
        if world in self.models:
            model = self.model(world)
            seen = self.control(world, "GET", "/_mock/world")
            assert {name: seen[name] for name in model.shown()} == model.shown()
            assert Decimal(seen["balance"]) == model.granted - model.charged - model.reserved
            self.compare_tasks(world, model)
            self.compare_ledger(world, model)
            self.compare_calls(world, model)
            self.compare_callbacks(world, model)
            seen = self.control(world, "GET", "/_mock/faults")
            known = [(one["id"], one["on"], one["seen"], one["fired"]) for one in model.faults]
            assert [(one["id"], one["on"], one["seen"], one["fired"]) for one in seen["faults"]] == known
            assert seen["unused"] == [one["id"] for one in model.faults if not one["fired"]]

    def the_others_are_as_before(self):
        models = {world: self.models[world] for world in self.known}
        for model in models.values():
            model.settle()
        if models:
            seen = self.ask("somebody", "GET", "/_mock/worlds").json
            assert [tuple(one[name] for name in LINE) for one in seen["worlds"]] == [
                (
                    world_id(self.prefix + world),
                    self.moment(model.now),
                    len(model.tasks),
                    len(model.running()),
                    len(model.calls),
                    model.spent(),
                )
                for world, model in models.items()
            ]

    def compare_tasks(self, world, model):
        seen = self.control(world, "GET", "/_mock/tasks")["tasks"]
        assert [one["id"] for one in seen] == [task["id"] for task in model.tasks]
        for one, task in zip(seen, model.tasks, strict=True):
            begins, ends = (None if task[name] is None else task["at"] + task[name] for name in ("starts", "ends"))
            assert (one["created_at"], one["starts_at"], one["ends_at"]) == tuple(
                map(self.moment, (task["at"], begins, ends))
            )
            assert (one["status"], one["polls_seen"]) == (model.status(task), task["seen"])
            assert Decimal(one["credits"]) == task["credits"]

    def compare_ledger(self, world, model):
        seen = self.control(world, "GET", "/_mock/ledger")
        totals = {"available": model.available, "reserved": model.reserved, "spent": model.charged}
        assert {name: Decimal(seen[name]) for name in totals} == totals
        assert {name: Decimal(seen["entries"][-1][name]) for name in totals} == totals
        kinds = Counter(entry["kind"] for entry in seen["entries"])
        ended = [task for task in model.tasks if task["settled"]]
        charged = sum(map(model.costs, ended))
        assert (kinds["reserve"], kinds["settle"], kinds["release"]) == (
            len(model.tasks),
            charged,
            len(ended) - charged,
        )

    def compare_calls(self, world, model):
        seen = self.control(world, "GET", "/_mock/calls")
        found = [
            (
                one["number"],
                one["at"],
                one["operation"],
                one["status"],
                one["task"],
                one["replayed"],
                [said.split()[0] for said in one["faults"]],
            )
            for one in seen["calls"]
        ]
        assert found == [
            (
                one["number"],
                self.moment(one["at"]),
                one["operation"],
                one["status"],
                one["task"] and one["task"]["id"],
                one["replayed"],
                one["faults"],
            )
            for one in model.calls
        ]
        assert (seen["total"], seen["dropped"]) == (len(model.calls), 0)

    def compare_callbacks(self, world, model):
        seen = self.callbacks(world)
        assert len(seen) == len(model.deliveries)
        for one, known in zip(seen, model.deliveries, strict=True):
            assert (one["number"], one["task"], one["url"]) == (
                known["number"],
                known["task"]["id"],
                known["task"]["hook"],
            )
            assert (one["state"], one["next_at"]) == (known["state"], self.moment(known["next"]))
            attempts = [(attempt["at"], attempt["outcome"], attempt["redelivery"]) for attempt in one["attempts"]]
            assert attempts == [(self.moment(each["at"]), each["outcome"], each["again"]) for each in known["attempts"]]
        clock = self.control(world, "GET", "/_mock/clock")
        assert (clock["now"], clock["next_due"]) == (self.moment(model.now), self.moment(model.next_due()))


@pytest.fixture(scope="session")
def play_class():
    """Return the class of plays."""
    return Play
