"""The server accepts exactly what the judge accepts, at the judge's price."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import model_names
from validator import check
from validator.derive.strategies import broken_requests, valid_requests

CREATE = "/v1/videos/generations"


@pytest.fixture(scope="module")
def rich(make_client):
    return make_client(balance="1000000000", lifecycle="immediate")


@pytest.mark.parametrize("model", model_names())
@given(st.data())
def test_what_is_valid_is_accepted_at_its_price(rich, model, data):
    request = data.draw(valid_requests(model))

    answer = rich.post(CREATE, json=request)

    assert answer.status_code == 200, answer.text
    reserved = json.loads(answer.text, parse_float=Decimal)["usage"]["credits_reserved"]
    price = check(request).quote
    assert price is not None
    assert Decimal(reserved) == price.credits
    assert rich.status(answer.json["id"]) == "completed"


@pytest.mark.parametrize("model", model_names())
@given(st.data())
def test_what_breaks_a_rule_is_refused_under_that_rule(rich, model, data):
    rule, request = data.draw(broken_requests(model))

    answer = rich.post(CREATE, json=request)

    assert answer.status_code == 400
    assert rule in {one["rule"] for one in answer.json["error"]["violations"]}
