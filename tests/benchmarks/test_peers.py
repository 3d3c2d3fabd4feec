import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from benchmarks.load import Load
from benchmarks.peers.all_peers import PEERS
from benchmarks.peers.contract import CREATE, QUERY, our_contract
from benchmarks.peers.measure import Contestant
from benchmarks.peers.peer import Peer, Site
from benchmarks.peers.report import as_json, goals, table
from benchmarks.sample import REQUEST


@pytest.fixture(scope="module")
def contract():
    return our_contract()


@pytest.fixture
def contestants(contract, tmp_path):
    """Klingmock, and a Prism that is half as fast."""
    site = Site(folder=tmp_path, contract=contract)
    made = []
    for name, rate, starts in (("klingmock (uvloop)", 1000.0, [0.2, 0.1, 0.4]), ("Prism 5", 500.0, [0.1, 0.4, 0.9])):
        peer = Peer(name=name, command=lambda _, port: ("serve", str(port)), settings="none")
        loads = [_load(rate * factor) for factor in (0.5, 1, 9)]
        costs = [1e6 / load.per_second for load in loads]
        one = Contestant(peer, site, starts=starts, memories=[40.0], posts=loads, gets=loads)
        one.post_costs, one.get_costs = costs, costs
        made.append(one)
    return made


def _load(per_second, refused=0):
    return Load(calls=10, per_second=per_second, refused=refused, broken=0, p50=1, p90=1, p99=1, longest=1)


def test_what_the_peers_are_given_is_openapi_of_the_two_routes(contract):
    OpenAPIV31SpecValidator(contract.document).validate()

    assert set(contract.document["paths"]) == {CREATE, QUERY}


def test_the_peers_judge_the_sample_as_valid(contract):
    assert Draft202012Validator(contract.request).is_valid(REQUEST)


def test_the_examples_are_a_new_task_and_the_same_when_it_has_completed(contract):
    states = (contract.created["status"], contract.finished["status"])

    assert states == ("pending", "completed")
    assert contract.created["id"] == contract.finished["id"]


def test_each_peer_is_called_by_a_word_of_its_own():
    words = [peer.word for peer in PEERS if peer.word != "klingmock"]

    assert sorted(set(words)) == sorted(words)


def test_each_package_is_pinned_to_one_version():
    packages = [package for peer in PEERS for package in peer.packages]

    assert all(package[1:].partition("@")[2][:1].isdigit() for package in packages)


def test_ratios_are_of_medians(contestants):
    (_, prism) = as_json(contestants)

    assert prism["klingmock_ratio"] == {
        "post": 2.0,
        "get": 2.0,
        "post_cost": 0.5,
        "get_cost": 0.5,
        "start": 0.5,
        "memory": 1.0,
    }


def test_goals_of_peers_that_were_not_measured_are_left_out(contestants):
    names = [goal.name for goal in goals(contestants)]

    assert names == [
        "POST/s against Prism 5",
        "GET/s against Prism 5",
        "start to first answer",
        "memory after start",
    ]


def test_a_run_with_refused_answers_is_marked(contestants):
    contestants[1].posts[0] = _load(1.0, refused=3)

    assert next(line for line in table(contestants) if "Prism" in line).endswith("ERRORS")


def test_a_peer_that_failed_says_why(contestants):
    contestants[1].failed = "no answer"

    assert next(line for line in table(contestants) if "Prism" in line).endswith("failed: no answer")
