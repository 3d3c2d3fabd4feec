"""A plain model of a world: dicts and lists, and none of the server's code."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

START = datetime(2026, 1, 1, tzinfo=UTC)
RATES = {"manual": 0, "auto": 0, "real": 1, "scaled:60": 60}
LIFECYCLES = {"immediate": (0, 0, None), "after:10s": (2.5, 10, None), "polls:1": (None, None, 1)}
RETRIES = {"four": (1, 2, 4), "three": (1, 2)}
READINGS = {
    "charge-on-failure": "released",
    "charge-on-cancel": "released",
    "callback-retries": "four",
    "callback-backoff": "after-each-failure",
}
LIMITS = {"requests_per_minute": None, "tasks_at_once": None}
CREDITS_A_SECOND = Decimal("5.4")
LINK_LASTS = timedelta(hours=24)
FILES_LAST = timedelta(hours=72)
LIMITED = ("create", "query", "batch", "list", "credits")
OVER = ("completed", "failed", "cancelled")
GOOD = ("delivered", "recorded")
MINUTE = timedelta(minutes=1)
END, ATTEMPT = range(2)


def seconds(number):
    return None if number is None else timedelta(seconds=number)


class Model:
    """What one key sees. *answers* says how the receiver answers an address for the n-th time: well, or not."""

    def __init__(self, machine, *, balance, answers):
        self.machine = machine
        self.answers = answers
        self.tasks, self.calls, self.deliveries, self.outbox, self.files, self.window = [], [], [], [], [], []
        self.faults, self.named, self.replays, self.files_made = [], 0, {}, 0
        self.seed, self.lifecycle, self.readings, self.limit = 0, "after:10s", dict(READINGS), dict(LIMITS)
        self.mode, self.start, self.moved, self.adjusted = "manual", None, False, False
        self.begin(balance)

    def begin(self, balance):
        self.opened = (
            datetime.fromisoformat(self.start) if self.start else (self.machine.now if RATES[self.mode] else START)
        )
        self.granted = balance
        self.at(self.opened)

    # --- time

    def at(self, instant):
        self.base, self.anchor = instant, self.machine.now

    @property
    def now(self):
        return self.base + (self.machine.now - self.anchor) * RATES[self.mode]

    @property
    def stands(self):
        return not RATES[self.mode]

    def events(self):
        for task in self.tasks:
            if task["ends"] is not None and not task["settled"]:
                yield task["at"] + task["ends"], END, task["number"]
        for delivery in self.deliveries:
            if delivery["next"] is not None:
                yield delivery["next"], ATTEMPT, delivery["number"]

    def next_due(self):
        return min(self.events(), default=(None,))[0]

    def settle(self):
        while (event := min(self.events(), default=None)) and event[0] <= self.now:
            at, kind, number = event
            if kind == ATTEMPT:
                self.deliveries[number - 1]["next"] = None
                self.leave(self.deliveries[number - 1], at)
                continue
            task = self.tasks[number - 1]
            task["settled"] = True
            if task["hook"]:
                self.deliveries.append(
                    {
                        "number": len(self.deliveries) + 1,
                        "task": task,
                        "next": at,
                        "state": "waiting",
                        "attempts": [],
                    }
                )

    def leave(self, delivery, at, *, again=False):
        if "your-domain" in delivery["task"]["hook"]:
            self.outbox.append((delivery, at, again))
        else:
            self.note(delivery, at, "recorded", again=again)

    def send_all(self):
        """Make the attempts that are due, one after the other."""
        self.settle()
        while self.outbox:
            delivery, at, again = self.outbox.pop(0)
            good = self.answers(delivery["task"]["hook"], len(delivery["attempts"]))
            self.note(delivery, at if self.stands else self.now, "delivered" if good else "refused", again=again)
            self.settle()

    def note(self, delivery, at, outcome, *, again):
        delivery["attempts"].append({"at": at, "outcome": outcome, "again": again})
        delivery["attempts"].sort(key=lambda one: one["at"])
        if delivery["state"] in GOOD:
            return
        if outcome in GOOD:
            delivery["state"], delivery["next"] = outcome, None
        elif not again:
            delays = RETRIES[self.readings["callback-retries"]]
            planned = [one["at"] for one in delivery["attempts"] if not one["again"]]
            if len(planned) > len(delays):
                delivery["state"] = "given-up"
            else:
                delay = seconds(delays[len(planned) - 1])
                first = self.readings["callback-backoff"] == "from-first-attempt"
                delivery["next"] = max(planned[0] + delay, at) if first else at + delay

    def redeliver(self, delivery):
        self.settle()
        self.leave(delivery, self.now, again=True)
        self.send_all()

    def advance(self, to):
        """Go from one thing that is due to the next, and make its attempts there."""
        self.moved, more = True, True
        while more:
            self.send_all()
            due = self.next_due()
            more = due is not None and due <= to
            self.at(max(self.now, due if more else to))
            self.send_all()

    def run(self):
        self.send_all()
        while (due := self.next_due()) is not None:
            self.advance(due)

    # --- tasks and credits

    def status(self, task):
        age = self.now - task["at"]
        if task["ends"] is not None and age >= task["ends"]:
            return task["ends as"]
        return "pending" if task["starts"] is None or age < task["starts"] else "processing"

    def has_result(self, task):
        """Whether there is a video to fetch."""
        return self.status(task) == "completed" and self.now < task["at"] + task["ends"] + LINK_LASTS

    def running(self):
        return [task for task in self.tasks if not task["settled"]]

    def costs(self, task):
        return task["ends as"] == "completed" or task["ends as"] in task["charged as"]

    @property
    def reserved(self):
        return sum((task["credits"] for task in self.running()), Decimal(0))

    @property
    def charged(self):
        return sum((task["credits"] for task in self.tasks if task["settled"] and self.costs(task)), Decimal(0))

    @property
    def available(self):
        return self.granted - self.charged - self.reserved

    def polled(self, task):
        """Let a client look at a task."""
        if task["polls"] is None or self.status(task) in OVER:
            return
        task["seen"] += 1
        if task["starts"] is None and task["seen"] > task["polls"]:
            task["starts"] = self.now - task["at"]
        if task["seen"] > 2 * task["polls"]:
            task["ends"] = self.now - task["at"]
        self.settle()

    def will_be(self, task):
        """Say how a client will find a task that looks at it now."""
        seen = task["seen"] + 1
        if task["polls"] is None or self.status(task) in OVER:
            return self.status(task)
        if seen > 2 * task["polls"]:
            return task["ends as"]
        return "processing" if seen > task["polls"] else "pending"

    def end(self, task, status):
        """End a task by hand; false when it has ended already."""
        self.settle()
        if self.status(task) in OVER:
            return False
        age = self.now - task["at"]
        if self.status(task) == "pending":
            task["starts"] = age
        task["ends"], task["ends as"] = age, status
        self.send_all()
        return True

    def price(self, body):
        return CREDITS_A_SECOND * body["duration"]

    def accept(self, body):
        prompt = body["prompt"]
        starts, ends, polls = LIFECYCLES[self.lifecycle]
        if prompt == "[[hang]]":
            starts, ends, polls = starts or 0, None, None
        elif prompt == "[[after:8s]]":
            starts, ends, polls = 2, 8, None
        charged_as = {"failed": "charge-on-failure", "cancelled": "charge-on-cancel"}
        task = {
            "number": len(self.tasks) + 1,
            "id": None,
            "at": self.now,
            "starts": seconds(starts),
            "ends": seconds(ends),
            "polls": polls,
            "seen": 0,
            "ends as": {"[[fail:x]]": "failed", "[[cancel]]": "cancelled"}.get(prompt, "completed"),
            "charged as": [state for state, name in charged_as.items() if self.readings[name] == "charged"],
            "credits": self.price(body),
            "hook": body.get("callback_url"),
            "settled": False,
            "body": body,
        }
        self.tasks.append(task)
        return task

    # --- calls

    def call(self, operation, act, *, tasks=None):
        """Note a call about *tasks*; *act* says its status and its task, unless a fault has it before."""
        self.settle()
        about = [{"task": task["number"], "status": self.will_be(task)} for task in tasks or ()]
        if operation == "create":
            about = [{"task": len(self.tasks) + 1}]
        fault = self.met(operation, about)
        status, task, replayed = 503, None, False
        if not (fault and fault["phase"] == "before"):
            within = operation not in LIMITED or self.admits()
            status, task, replayed = act() if within else (429, None, False)
            self.settle()
        entry = {
            "number": len(self.calls) + 1,
            "at": self.now,
            "operation": operation,
            "status": 503 if fault else status,
            "task": task,
            "replayed": replayed,
            "faults": [fault["id"]] if fault else [],
        }
        self.calls.append(entry)
        return entry

    def admits(self):
        most = self.limit["requests_per_minute"]
        if most is None:
            return True
        within = [at for at in self.window if at > self.now - MINUTE]
        if len(within) < most:
            self.window.append(self.now)
        return len(within) < most

    def create(self, body, key):
        if key in self.replays:
            first, task, _ = self.replays[key]
            return (200, task, True) if first == body else (409, None, False)
        if body["duration"] > 15:
            return 400, None, False
        if self.price(body) > self.available:
            return 402, None, False
        most = self.limit["tasks_at_once"]
        if most is not None and len(self.running()) >= most:
            return 429, None, False
        task = self.accept(body)
        if key is not None:
            self.replays[key] = (body, task, None)
        return 200, task, False

    def met(self, operation, about):
        """Count a call with the faults that it fits; the first of those that are due has it."""
        due = []
        for fault in self.faults:
            if self.fits(fault, operation, about):
                fault["seen"] += 1
                if self.is_due(fault):
                    due.append(fault)
        for fault in due[:1]:
            fault["fired"] += 1
        return due[0] if due else None

    def fits(self, fault, operation, about):
        when = fault["when"]
        if fault["on"] != operation and not (fault["on"] == "any" and operation in (*LIMITED, "download", "unknown")):
            return False
        if "from" in when and self.now < self.opened + seconds(int(when["from"][:-1])):
            return False
        if "until" in when and self.now >= self.opened + seconds(int(when["until"][:-1])):
            return False
        wanted = {name: when[name] for name in ("task", "status") if name in when}
        return not wanted or any(wanted.items() <= subject.items() for subject in about)

    def is_due(self, fault):
        when = fault["when"]
        if "nth" in when:
            return when["nth"] <= fault["seen"] < when["nth"] + when.get("times", 1)
        return fault["fired"] < when.get("times", fault["fired"] + 1)

    def arm(self, faults, *, anew=False):
        """Add faults, perhaps instead of all; false when an id is there twice, and then nothing changes."""
        taken = Counter(fault["id"] for fault in self.faults if not anew)
        taken.update(fault["id"] for fault in faults if "id" in fault)
        if any(count > 1 for count in taken.values()):
            return False
        if anew:
            self.faults, self.named = [], 0
        for fault in faults:
            name = fault.get("id")
            while name is None:
                self.named += 1
                name = f"fault-{self.named}" if f"fault-{self.named}" not in taken else None
            taken[name] += 1
            self.faults.append(fault | {"id": name, "when": fault.get("when", {}), "seen": 0, "fired": 0})
        return True

    def searched(self, search):
        """Return the numbers of the calls that fit a search."""
        statuses = {"4xx": range(400, 500), "200": (200,), "503": (503,)}
        wanted = {
            "status": lambda one, said: one["status"] in statuses[said],
            "operation": lambda one, said: one["operation"] == said,
            "fault": lambda one, said: said in [*one["faults"], *(["status"] if one["faults"] else [])],
            "after": lambda one, said: one["number"] > said,
            "before": lambda one, said: one["number"] < said,
        }
        asked = [(wanted[name], said) for name, said in search.items() if name in wanted]
        return [one["number"] for one in self.calls if all(fits(one, said) for fits, said in asked)]

    def page(self, total, search):
        """Return the numbers, of 1 to *total*, that lie within a stretch."""
        fits = [one for one in range(1, total + 1) if search.get("after", 0) < one < search.get("before", total + 1)]
        return fits[::-1] if search.get("order") == "newest" else fits

    def repeats(self):
        """Group the tasks whose requests are the same."""
        groups: list[list[Any]] = []
        for task in self.tasks:
            alike = next((group for group in groups if group[0]["body"] == task["body"]), None)
            if alike is None:
                groups.append(alike := [])
            alike.append(task)
        return [group for group in groups if len(group) > 1]

    # --- files

    def kept(self):
        self.files = [file for file in self.files if self.now < file["at"] + FILES_LAST]
        return self.files

    # --- settings

    def shown(self):
        """Say what the settings of the world are."""
        return {
            "seed": self.seed,
            "clock": self.mode,
            "start": self.start,
            "rate_limit": self.limit if any(self.limit.values()) else None,
            "tasks": len(self.tasks),
            "running": len(self.running()),
            "calls": len(self.calls),
        }

    def spent(self):
        return f"{self.charged.normalize():f}"

    @property
    def fresh(self):
        return not (self.tasks or self.calls or self.adjusted or self.moved)

    def change(self, changes):
        """Take settings; false when *start* comes too late, and then none is taken."""
        self.settle()
        fresh, balance = self.fresh, Decimal(changes.get("balance", self.available))
        start = changes.get("start", self.start)
        if start != self.start and not fresh:
            return False
        now, self.start = self.now, start
        self.seed, self.lifecycle = (changes.get(name, getattr(self, name)) for name in ("seed", "lifecycle"))
        self.readings = READINGS | changes["readings"] if "readings" in changes else self.readings
        self.limit = LIMITS | (changes["rate_limit"] or {}) if "rate_limit" in changes else self.limit
        self.mode = changes.get("clock", self.mode)
        if fresh:
            self.begin(balance)
        else:
            self.adjusted |= balance != self.available
            self.granted += balance - self.available
            self.at(now)
        return True


@pytest.fixture(scope="session")
def make_model():
    """Return the class of models."""
    return Model
