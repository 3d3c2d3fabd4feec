"""Every printed price, exact, and every other price recomputed with fractions."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import disputes, load, model_names
from validator import QuoteError, Readings, VideoFacts, check, quote
from validator.judge import Judge, judge_for
from validator.media import Media
from validator.pricing import plain_number
from validator.shape import Shape

O3 = "kling-o3-image-to-video"
V3 = "kling-v3-image-to-video"

# Written down a second time, from the pages: credits of one second of each, or of a call.
BASES = {
    "kling-o3-image-to-video": "5.4",
    "kling-o3-text-to-video": "5.4",
    "kling-o3-reference-to-video": "8.1",
    "kling-o3-video-edit": "8.1",
    "kling-v3-image-to-video": "5.4",
    "kling-v3-text-to-video": "5.4",
    "kling-v3-motion-control": "8.1648",
    "kling-v3-turbo-image-to-video": "7.2",
    "kling-v3-turbo-text-to-video": "7.2",
}
O3_TIERS: dict[tuple[str, ...], str] = {
    ("720p", "off"): "1",
    ("720p", "on"): "1.334",
    ("1080p", "off"): "1.334",
    ("1080p", "on"): "1.667",
}
V3_TIERS: dict[tuple[str, ...], str] = {
    ("720p", "off"): "1",
    ("720p", "on"): "1.5",
    ("1080p", "off"): "1.333",
    ("1080p", "on"): "2",
}
QUALITY_TIERS: dict[tuple[str, ...], str] = {("720p",): "1", ("1080p",): "1.334"}
TIERS: dict[str, dict[tuple[str, ...], str]] = {
    "kling-o3-image-to-video": O3_TIERS,
    "kling-o3-text-to-video": O3_TIERS,
    "kling-o3-reference-to-video": QUALITY_TIERS,
    "kling-o3-video-edit": QUALITY_TIERS,
    "kling-v3-image-to-video": V3_TIERS,
    "kling-v3-text-to-video": V3_TIERS,
    "kling-v3-motion-control": QUALITY_TIERS,
    "kling-v3-turbo-image-to-video": {("720p",): "1", ("1080p",): "1.25"},
    "kling-v3-turbo-text-to-video": {("720p",): "1", ("1080p",): "1.25"},
}
INPUTS = {"kling-o3-video-edit": "video_url", "kling-v3-motion-control": "video_urls"}
VIDEO = "https://example.com/in.mp4"
MORE = "quality 720p, sound on: 1.334 times the base rate, so 0.334 of it more"

# The table as the notes of the pages have it: model, options, credits of 3, 5, 8, 10 and 15 seconds.
TABLE = [
    (O3, "720p", "off", "16.2 27 43.2 54 81"),
    (O3, "720p", "on", "21.6108 36.018 57.6288 72.036 108.054"),
    (O3, "1080p", "off", "21.6108 36.018 57.6288 72.036 108.054"),
    (O3, "1080p", "on", "27.0054 45.009 72.0144 90.018 135.027"),
    (V3, "720p", "off", "16.2 27 43.2 54 81"),
    (V3, "720p", "on", "24.3 40.5 64.8 81 121.5"),
    (V3, "1080p", "off", "21.5946 35.991 57.5856 71.982 107.973"),
    (V3, "1080p", "on", "32.4 54 86.4 108 162"),
]


def half_up(value, digits):
    return Fraction(floor(value * 10**digits + Fraction(1, 2)), 10**digits)


def in_dollars(amount, rate):
    """Divide: exact where it ends, else half up to eight digits."""
    exact = Fraction(amount) / rate
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return exact if rest == 1 else half_up(exact, 8)


def test_every_printed_cell_is_exact_at_every_length(price_cell):
    price = quote(
        {
            "model": price_cell["model"],
            "quality": price_cell["quality"],
            "sound": price_cell["sound"],
            "duration": price_cell["seconds"],
        }
    )

    assert price.to_dict()["credits"] == price_cell["credits"]
    assert price.credits == Decimal(price_cell["credits"])
    judge = judge_for(price_cell["model"], Readings.of())
    assert str(judge.card.per_second((price_cell["quality"], price_cell["sound"])).usd) == price_cell["usd_per_second"]


def test_the_cells_are_all_there(fixtures):
    files = sorted((fixtures / "prices").glob("kling-*.json"))

    assert [file.stem for file in files] == [O3, V3]
    assert all(file.read_text(encoding="utf-8").count('"credits"') == 4 * 13 for file in files)


@pytest.mark.parametrize(("model", "quality", "sound", "totals"), TABLE)
def test_the_table_of_totals_is_exact(model, quality, sound, totals):
    prices = [
        quote({"model": model, "quality": quality, "sound": sound, "duration": seconds}).to_dict()["credits"]
        for seconds in (3, 5, 8, 10, 15)
    ]

    assert " ".join(prices) == totals


def test_every_other_price_is_exact(price_case):
    videos = {url: VideoFacts(seconds=Decimal(video["seconds"])) for url, video in price_case.get("videos", {}).items()}
    output = price_case.get("output_seconds")
    price = quote(
        price_case["request"],
        readings=price_case.get("readings"),
        videos=videos,
        output_seconds=Decimal(output) if output else None,
    ).to_dict()

    expected = {key: price_case[key] for key in ("seconds", "credits", "usd", "usd_listed", "disputes")}
    assert {key: price[key] for key in expected} == expected


def test_v3_720p_with_sound_is_listed_at_0_113_dollars():
    assert str(judge_for(V3, Readings.of()).card.per_second(("720p", "on")).usd) == "0.113"


@pytest.mark.parametrize(("model", "product"), [(O3, "1.779556"), (V3, "1.9995")])
def test_the_combined_multiplier_is_not_the_product_of_the_two(model, product):
    single = [
        quote({"model": model, "quality": "1080p"}).multiplier,
        quote({"model": model, "sound": "on"}).multiplier,
    ]
    both = quote({"model": model, "quality": "1080p", "sound": "on"}).multiplier

    assert single[0] * single[1] == Decimal(product)
    assert both == Decimal({O3: "1.667", V3: "2"}[model])


def test_the_documented_receipt_digit_by_digit():
    request = {"model": O3, "image_start": "https://example.com/a.jpg", "sound": "on"}

    assert check(request).to_dict()["quote"] == {
        "credits": "36.018",
        "usd": "0.50025",
        "usd_listed": "0.500",
        "per_second": "7.2036",
        "seconds": 5,
        "multiplier": "1.334",
        "lines": [
            "27 credits: 5 s x 5.4 credits a second, the base rate [kling-o3, Request Parameters, duration, note 2]",
            f"9.018 credits: {MORE} [kling-o3, Request Parameters, sound, note 1]",
        ],
        "disputes": [],
    }


def test_every_model_has_a_price():
    assert {*BASES, "kling-custom-element"} == set(model_names())


READINGS = st.one_of(
    st.sampled_from(("strict", "lenient", "public")),
    st.fixed_dictionaries(
        {"preset": st.sampled_from(("strict", "lenient", "public"))},
        optional={name: st.sampled_from(sorted(dispute.readings)) for name, dispute in disputes().items()},
    ),
).map(Readings.of)
LENGTHS = st.decimals(0, 60, places=2)


def expected_seconds(model, readings, duration, length, output):
    if model not in INPUTS:
        return duration
    edit = model == "kling-o3-video-edit"
    reading = readings["edit-seconds" if edit else "motion-seconds"]
    if output is not None and reading != "input":
        return floor(Fraction(output) + Fraction(1, 2))
    if length is not None:
        up = edit and reading in ("rules", "input")
        return -floor(-Fraction(length)) if up else floor(Fraction(length) + Fraction(1, 2))
    return 5 if edit else int(reading)


@st.composite
def priced(draw):
    model = draw(st.sampled_from(sorted(BASES)))
    readings = draw(READINGS)
    tiers = dict(TIERS[model])
    if readings["quality-4k"] == "accepted" and model.endswith(("o3-image-to-video", "o3-text-to-video")):
        tiers |= {("4k", "off"): "5", ("4k", "on"): "5"}
    if tiers.get(("1080p", "off")) == "1.333":
        tiers |= {("1080p", "off"): readings["v3-1080p-rate"]}
    options = draw(st.sampled_from(sorted(tiers)))
    duration = draw(st.integers(3, 10 if model == "kling-o3-reference-to-video" else 15))
    length, output = draw(st.none() | LENGTHS), draw(st.none() | LENGTHS)
    return model, readings, options, Fraction(tiers[options]), duration, length, output


@given(priced())
@example((V3, Readings.of(), ("720p", "on"), Fraction("1.5"), 5, None, None))
@example(("kling-o3-video-edit", Readings.of(), ("720p",), Fraction(1), 5, Decimal("2.5"), Decimal("6.5")))
@example(("kling-v3-motion-control", Readings.of(), ("720p",), Fraction(1), 5, Decimal("2.49"), None))
@example((V3, Readings.of({"usd-total": "listed"}), ("720p", "on"), Fraction("1.5"), 7, None, None))
def test_every_price_agrees_with_fractions_and_its_lines_sum_to_it(drawn):
    model, readings, options, multiplier, duration, length, output = drawn
    request = {"model": model, **dict(zip(("quality", "sound"), options, strict=False))}
    if model in INPUTS:
        request[INPUTS[model]] = VIDEO if INPUTS[model] == "video_url" else [VIDEO]
    else:
        request["duration"] = duration
    videos = {} if length is None else {VIDEO: VideoFacts(seconds=length)}

    price = quote(request, readings=readings, videos=videos, output_seconds=output)

    seconds = expected_seconds(model, readings, duration, length, output)
    per_second = Fraction(BASES[model]) * multiplier
    amount = per_second * max(seconds, 3)
    rate = int(readings["usd-rate"])
    listed = half_up(per_second / rate, 3) * max(seconds, 3)
    assert price.seconds == seconds
    assert Fraction(price.per_second or 0) == per_second
    assert Fraction(price.credits) == amount
    assert Fraction(price.multiplier) == multiplier
    if readings["usd-total"] == "listed":
        assert Fraction(price.usd) == Fraction(price.usd_listed) == listed
    else:
        assert Fraction(price.usd) == in_dollars(amount, rate)
        assert Fraction(price.usd_listed) == half_up(Fraction(price.usd), 3)
    assert_lines_sum(price)


def assert_lines_sum(price):
    assert sum(Fraction(line.credits) for line in price.receipt) == Fraction(price.credits)
    said = [re.fullmatch(r"([0-9.]+) credits: .+ \[.+\]", line) for line in price.to_dict()["lines"]]
    assert sum((Fraction(line[1]) for line in said if line), Fraction(0)) == Fraction(price.to_dict()["credits"])


@given(READINGS)
def test_a_call_is_priced_by_the_call(readings):
    price = quote({"model": "kling-custom-element"}, readings=readings)

    assert Fraction(price.credits) == Fraction(readings["element-price"])
    assert (price.seconds, price.per_second) == (None, None)
    assert_lines_sum(price)


@pytest.mark.parametrize("model", sorted(BASES))
def test_a_caller_s_own_decimal_precision_does_not_round_a_price(model):
    request = {"model": model, "quality": "1080p"}
    exact = quote(request)

    with localcontext(prec=2):
        card = Judge(Shape(load(model), Readings.of())).card
        price = card.quote(request, media=Media())
        listed = card.per_second(next(iter(TIERS[model])))

    assert price.to_dict() == exact.to_dict()
    assert listed.credits == Decimal(BASES[model])


def test_the_length_parameter_and_the_options_of_a_card_are_those_of_its_model():
    cards = {model: judge_for(model, Readings.of()).card for model in (*BASES, "kling-custom-element")}

    assert {model for model, card in cards.items() if card.length_parameter is None} == {
        *INPUTS,
        "kling-custom-element",
    }
    assert all(set(cards[model].options) == set(TIERS[model]) for model in BASES)
    assert cards[O3].parameters == ("quality", "sound", "duration")
    assert cards["kling-o3-video-edit"].parameters == ("quality", "video_url")


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"duration": 16}, ["o3/duration/maximum"]),
        ({"duration": "5"}, ["o3/duration/type"]),
        ({"quality": "4k"}, ["o3/quality/enum"]),
        ({"sound": None, "duration": 2}, ["o3/duration/minimum", "o3/sound/type"]),
        ({"model": "sora"}, ["request/model-known"]),
        ({"model": ...}, ["request/json"]),
        ({"model": "kling-v3-motion-control", "video_urls": []}, ["v3-motion/video_urls/minItems"]),
    ],
)
def test_what_the_price_hangs_on_must_be_right(changes, rules):
    with pytest.raises(QuoteError) as caught:
        quote({"model": O3, **changes})

    assert [violation.rule for violation in caught.value.violations] == rules
    assert all(rule in str(caught.value) for rule in rules)


@pytest.mark.parametrize(
    "request_",
    [
        {"model": O3},
        {"model": O3, "callback_url": "http://127.0.0.1/", "image_end": 5},
        {"model": "kling-v3-motion-control"},
        {"model": "kling-v3-motion-control", "video_urls": [5]},
        {"model": "kling-o3-video-edit"},
        {"model": "kling-v3-text-to-video"},
    ],
)
def test_what_the_price_does_not_hang_on_may_be_missing_or_wrong(request_):
    assert quote(request_).credits > 0


@pytest.mark.parametrize("length", [Decimal(5), 5, 5.0])
def test_a_length_is_a_length_however_python_holds_it(length):
    assert quote({"model": O3, "duration": length}).seconds == 5


@pytest.mark.parametrize("name", ["duration", "quality", "sound"])
def test_null_is_priced_as_the_default_where_it_is_read_as_absent(name):
    assert quote({"model": O3, name: None}, readings={"null-value": "absent"}) == quote({"model": O3})


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_a_plain_number_says_the_same_without_exponent(number):
    text = plain_number(number)

    assert Decimal(text) == number or len(number.as_tuple().digits) > 60
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))
