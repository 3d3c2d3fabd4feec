"""The loader refuses whatever a model file must not say, and names file, table and key."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contracts

O3 = "kling-o3-image-to-video"
MOTION = "kling-v3-motion-control"
ELEMENT = "kling-custom-element"

DURATION = 'name    = "duration"\ntype    = "integer"\nminimum = 3'
QUALITY_SOURCE = '{ page = "kling-o3", section = "Request Parameters", entry = "quality" }'
AT_LEAST = '{ parameters = ["image_start", "image", "image_url", "image_end", "image_urls"] }'
SUM = '{ item = "duration", total = "duration" }'
ALIAS = '{ dispute = "o3-first-frame-aliases", reading = "aliases" }'
END_SEVERITY = '{ error = "error", accepted = "note" }'
TIER = 'when       = { quality = "720p", sound = "off" }\nmultiplier = 1\n'
ON_720P = 'when       = { quality = "720p", sound = "on" }\nmultiplier = 1.334\n'
FOUR_K_OFF = 'when       = { quality = "4k", sound = "off" }\nmultiplier = 5\n'
RATE_72 = 'credits_per_usd = 72\nonly            = { dispute = "usd-rate", reading = "72" }\n'
VARIANT = 'set     = { enum = ["720p", "1080p", "4k"] }'

SAYS = [
    # what is edited, and what the message says
    # unknown keys
    (
        'family   = "',
        'colour   = "red"\nfamily   = "',
        "top level colour: unknown key; known here: billing, family",
    ),
    (DURATION, DURATION + "\nstep = 1", "(duration)] step: unknown key"),
    (
        'dispute = "quality-4k"',
        'dispute = "quality-4k"\nwhy = ""',
        "(quality).variants 1] why: unknown key",
    ),
    (ALIAS, ALIAS.replace(" }", ', x = "" }'), "(image).only] x: unknown key"),
    (
        'entry = "duration, note 1" }',
        'entry = "duration, note 1", line = 1 }',
        "(duration).source] line: unknown",
    ),
    (
        'kind   = "at-least-one"',
        'kind   = "at-least-one"\nweight = 1',
        "(o3/one-image-required)] weight: unknown",
    ),
    ("base            = 5.4", "base            = 5.4\nvat = 0", "[billing] vat: unknown key"),
    (RATE_72, RATE_72 + "cap = 1\n", "[billing.rates 1] cap: unknown key"),
    (TIER, TIER + "cap = 1\n", "[billing.tiers 1] cap: unknown key"),
    (
        '{ parameter = "duration" }',
        '{ parameter = "duration", step = 1 }',
        "[billing.seconds] step: unknown key",
    ),
    (
        'result            = "video"',
        'result            = "video"\ncolour = ""',
        "[task] colour: unknown key",
    ),
    (
        'unit     = "unix seconds"',
        'unit     = "unix seconds"\ncolour = ""',
        "(created)] colour: unknown key",
    ),
    # places that do not exist
    (
        'page = "kling-o3", section = "API',
        'page = "kling-o4", section = "API',
        "top level source: cites page 'kling-o4'",
    ),
    (
        QUALITY_SOURCE,
        QUALITY_SOURCE.replace("Request P", "P"),
        "(quality)] source: cites section 'Parameters'",
    ),
    (
        QUALITY_SOURCE,
        QUALITY_SOURCE.replace("quality", "qualm"),
        "(quality)] source: cites entry 'qualm'",
    ),
    (
        'entry = "prompt, note 1"',
        'entry = "prompt, note 4"',
        "(prompt)] source: cites entry 'prompt, note 4'",
    ),
    (
        'entry = "prompt, note 1"',
        'entry = "prompt, note 0"',
        "(prompt)] source: cites entry 'prompt, note 0'",
    ),
    ('entry = "note 2"', 'entry = "note 7"', "(image)] source: cites entry 'note 7'"),
    # missing keys, wrong types
    ('family   = "Kling O3"\n', "", "top level family: is missing"),
    ('family   = "Kling O3"', "family   = 3", "top level family: must be str, not int"),
    (
        'standing = "documented"',
        'standing = "certain"',
        "top level standing: 'certain' is not one of documented, public",
    ),
    (
        DURATION,
        DURATION.replace("3", '"3"'),
        "(duration)] minimum: must be Decimal or int, not str",
    ),
    (
        DURATION,
        DURATION.replace("3", "true"),
        "(duration)] minimum: must be Decimal or int, not bool",
    ),
    (
        DURATION,
        DURATION.replace('"integer"', '"whole"'),
        "(duration)] type: must be one or more of string",
    ),
    (
        DURATION,
        DURATION.replace('"integer"', "[[1], {}]"),
        "(duration)] type: must be one or more of string",
    ),
    (
        DURATION,
        DURATION.replace('"integer"', "[]"),
        "(duration)] type: must be one or more of string",
    ),
    (DURATION, DURATION.replace("3", "16"), "(duration)] minimum: is above maximum"),
    (
        "default = 5\n",
        'default = 5\nformat = "hours"\n',
        "(duration)] format: 'hours' is not one of url, digits",
    ),
    ('enum     = ["kling', 'enum     = [1, "kling', "(model)] enum: must be a list of strings"),
    (
        'default = "720p"',
        'default = "480p"',
        "(quality)] default: '480p' is not one of the options",
    ),
    (VARIANT, 'set     = { colour = "red" }', "(quality)] variants: cannot set 'colour'"),
    (VARIANT, 'set     = { enum = "4k" }', "(quality)] variants: sets 'enum' to '4k'"),
    (
        VARIANT,
        'set     = { enum = ["4k"] }',
        "(quality)] default: '720p' is not one of the options",
    ),
    # parameters in their order, each once
    ('name    = "image_end"', 'name    = "image_start"', "(image_start)] name: is listed twice"),
    (
        'name    = "model_params"',
        'name    = "params"',
        "(model_params.multi_shot)] name: needs 'model_params', of type object, before it",
    ),
    (
        'type    = "array"',
        'type    = "object"',
        "(image_urls[])] name: needs 'image_urls', of type array, before",
    ),
    (
        'enum     = ["kling-o3-image-to-video"]',
        'enum     = ["x"]',
        "top level parameters: `model` must have the one option 'kling-o3-image",
    ),
    (
        'name     = "model"',
        'name     = "modell"',
        "top level parameters: `model` must have the one option",
    ),
    # rules on parameters that do not exist, by each key that names one
    (
        'parameter = "image_end"',
        'parameter = "image_fin"',
        "(o3/end-frame-needs-first-frame)] parameter: names parameter 'image_fin'",
    ),
    (
        AT_LEAST,
        AT_LEAST.replace("image_urls", "x"),
        "(o3/one-image-required)] with.parameters: names parameter 'x'",
    ),
    (
        AT_LEAST,
        AT_LEAST.replace('"image_urls"', "1"),
        "(o3/one-image-required)] with.parameters: names parameter '1'",
    ),
    (
        '{ companions = ["image_start"',
        '{ companions = ["x"',
        "(o3/end-frame-needs-first-frame)] with.companions: names parameter 'x'",
    ),
    (
        '["image_end"], ["image_urls"]]',
        '["x"], ["image_urls"]]',
        "(o3/end-frame-image-limit)] with.counted: names parameter 'x'",
    ),
    (
        'texts = ["prompt"',
        'texts = ["x"',
        "(o3/element-reference)] with.texts: names parameter 'x'",
    ),
    (
        SUM,
        SUM.replace('total = "duration"', 'total = "x"'),
        "(o3/shot-sum)] with.total: names parameter 'x'",
    ),
    (
        SUM,
        SUM.replace('item = "duration"', 'item = "x"'),
        "(o3/shot-sum)] with.item: names parameter 'model_params.multi_prompt[].x'",
    ),
    (
        'when      = { "model_params.multi_shot"',
        'when      = { "x"',
        "(o3/prompt-ignored-in-multi-shot)] when: names parameter 'x'",
    ),
    (
        'when_not  = { "model_params.multi_shot"',
        'when_not  = { "x"',
        "(o3/prompt-wanted)] when_not: names parameter 'x'",
    ),
    (
        'given     = ["image_start"]',
        'given     = ["x"]',
        "(o3/image-shadowed)] given: names parameter 'x'",
    ),
    (
        'unless    = ["image_start"',
        'unless    = ["x"',
        "(o3/images-and-elements-limit)] unless: names parameter 'x'",
    ),
    (
        '"model_params.shot_type" = "customize" }',
        '"model_params.shot_type" = ["x"] }',
        "(o3/multi-prompt-required)] when: 'x' is not one of the options",
    ),
    # rules as such
    (
        '"o3/one-image-required"',
        '"v3/one-image-required"',
        "(v3/one-image-required)] id: must begin with o3/",
    ),
    (
        '"o3/reference-limit"',
        '"o3/one-image-required"',
        "(o3/one-image-required)] id: is listed twice",
    ),
    (
        END_SEVERITY,
        '"fatal"',
        "(o3/end-frame-needs-first-frame)] severity: 'fatal' is not one of error, note, off",
    ),
    (
        END_SEVERITY,
        '{ error = "error", accepted = 1 }',
        "(o3/end-frame-needs-first-frame)] severity: 1 is not one of error, note, off",
    ),
    (
        END_SEVERITY,
        '{ error = "error", allowed = "note" }',
        "(o3/end-frame-needs-first-frame)] severity: 'allowed' is no reading of o3-end-frame-alone",
    ),
    (
        END_SEVERITY,
        '{ error = "error" }',
        "(o3/end-frame-needs-first-frame)] severity: does not say what happens under the reading 'accepted'",
    ),
    (
        'dispute   = "o3-end-frame-alone"\n',
        "",
        "(o3/end-frame-needs-first-frame)] severity: 'error' is a reading, but the rule names no dispute",
    ),
    # disputes and readings that do not exist
    (
        'dispute   = "o3-end-frame-alone"',
        'dispute   = "x"',
        "(o3/end-frame-needs-first-frame)] dispute: 'x' is not in disputes.toml",
    ),
    (
        'dispute  = "shot-index"',
        'dispute  = "x"',
        "(model_params.multi_prompt[].index)] dispute: 'x' is not in disputes.toml",
    ),
    (
        'dispute  = "credits-unit"',
        'dispute  = "x"',
        "(usage.credits_reserved)] dispute: 'x' is not in disputes.toml",
    ),
    (
        ALIAS,
        ALIAS.replace("o3-f", "f"),
        "(image).only] dispute: 'first-frame-aliases' is not in disputes.toml",
    ),
    (
        ALIAS,
        ALIAS.replace('"aliases"', '"x"'),
        "(image).only] reading: 'x' is no reading of o3-first-frame-aliases; known: aliases",
    ),
    (
        'dispute = "quality-4k"',
        'dispute = "x"',
        "(quality).variants 1] dispute: 'x' is not in disputes.toml",
    ),
    (
        'reading = "accepted"',
        'reading = "x"',
        "(quality).variants 1] reading: 'x' is no reading of quality-4k",
    ),
    # the rate card
    (
        TIER,
        TIER.replace("off", "on"),
        "[billing] tiers: 2 tiers cover quality=720p, sound=on under quality-4k=error",
    ),
    (
        ON_720P,
        ON_720P.replace('"on"', '"off"'),
        "[billing] tiers: 0 tiers cover quality=720p, sound=on",
    ),
    (
        TIER,
        TIER.replace(', sound = "off"', ""),
        "[billing] tiers: a tier is for quality=720p; the dimensions are quality, sound",
    ),
    (
        FOUR_K_OFF,
        FOUR_K_OFF.replace("4k", "8k"),
        "[billing] tiers: 0 tiers cover quality=4k, sound=off under quality-4k=accepted",
    ),
    (
        'dispute = "quality-4k", reading = "accepted" }',
        'dispute = "usd-rate", reading = "68" }',
        "[billing] tiers: a tier is for quality=4k, sound=off, which no request can ask under",
    ),
    (TIER, TIER.replace("= 1\n", "= 0\n"), "[billing.tiers 1] multiplier: must be above zero"),
    ("base            = 5.4", "base            = -5.4", "[billing] base: must be above zero"),
    (
        "base            = 5.4",
        "base            = nan",
        "top level: is no TOML: nan is no number that can be counted with",
    ),
    ("base            = 5.4", "base            = inf", "top level: is no TOML: inf is no number"),
    (
        "base            = 5.4",
        "base            = 1e9999999999999999999",
        "is no TOML: 1e9999999999999999999 is no number",
    ),
    ("base            = 5.4", "base            = 2026-01-01", "top level base: 2026-01-01 is a date or a time"),
    ("base            = 5.4", "base            = [[{ a = 07:32:00 }]]", "top level a: 07:32:00 is a date or a time"),
    ("base            = 5.4", "base            = 1e-99999", "is no TOML: 1e-99999 is no number"),
    (
        RATE_72,
        RATE_72.replace("usd = 72", "usd = 0"),
        "[billing.rates 1] credits_per_usd: must be above zero",
    ),
    (
        RATE_72,
        "credits_per_usd = 72\n",
        "[billing] rates: 2 entries hold under quality-4k=error, usd-rate=68; it must be 1",
    ),
    (
        'dimensions      = ["quality", "sound"]',
        'dimensions      = ["prompt"]',
        "[billing] dimensions: 'prompt' is no parameter with options",
    ),
    (
        'dimensions      = ["quality", "sound"]',
        'dimensions      = ["x"]',
        "[billing] dimensions: 'x' is no parameter with options",
    ),
    (
        '{ parameter = "duration" }',
        '{ parameter = "length" }',
        "[billing] seconds: 'length' is no parameter of this model",
    ),
    (
        '{ parameter = "duration" }',
        "{}",
        "[billing.seconds]: needs either `parameter` or `assumed`",
    ),
    (
        '{ parameter = "duration" }',
        f'{{ parameter = "duration", assumed = 5, source = {QUALITY_SOURCE} }}',
        "[billing.seconds]: needs either",
    ),
    ('{ parameter = "duration" }', "[1]", "[billing] seconds: must be an array of tables"),
    (
        'seconds         = { parameter = "duration" }\n',
        "",
        "[billing] seconds: 0 entries hold under",
    ),
    (
        'unit            = "second"',
        'unit            = "call"',
        "[billing] seconds: 1 entries hold under",
    ),
    ("minimum_source  =", "# ", "[billing] minimum_source: is missing"),
    # the task and its fields
    (
        'set     = { billing_rule = "per_call" }',
        'set     = { object = "x" }',
        "[task] variants: may set billing_rule only, to one of per_call",
    ),
    (
        'set     = { billing_rule = "per_call" }',
        'set     = { billing_rule = "x" }',
        "[task] variants: may set billing_rule only",
    ),
    ('name     = "id"', 'name     = "created"', "(created)] name: is listed twice"),
    (
        'on       = ["create", "query"]',
        'on       = ["delete"]',
        "(created)] on: delete is not one of create, query",
    ),
    (
        'on       = ["create", "query"]',
        "on       = []",
        "(created)] on: nothing is not one of create, query",
    ),
    # no TOML at all
    ("[billing]", "[billing", "top level: is no TOML: Expected ']'"),
    ("[task]", "[task]\n[task]", "top level: is no TOML: Cannot declare"),
    ("[[rules]]", "[rules]", "top level: is no TOML"),
]


@pytest.mark.parametrize(("old", "new", "says"), SAYS)
def test_a_spoiled_file_is_refused_by_place_and_reason(refusal, old, new, says):
    message = str(refusal(old, new))

    assert message.startswith("models/edited.toml: ")
    assert says in message


@pytest.mark.parametrize(
    ("model", "old", "new", "says"),
    [
        (
            MOTION,
            "half-up",
            "down",
            "[billing.seconds 1] output_rounding: 'down' is not one of half-up, up",
        ),
        (
            MOTION,
            '"video_urls"\noutput',
            '"x"\noutput',
            "[billing] seconds: 'x' is no parameter of this model",
        ),
        (
            MOTION,
            'reading = "10"',
            'reading = "5"',
            "[billing] seconds: 0 entries hold under motion-seconds=10",
        ),
        (MOTION, 'entry = "seconds"', 'entry = "x"', "[billing.seconds 1] source: cites entry 'x'"),
        (
            ELEMENT,
            "credits = 1\n",
            "credits = 0\n",
            "[billing.bases 1] credits: must be above zero",
        ),
        (
            ELEMENT,
            'reading = "1" }',
            'reading = "0.001" }',
            "[billing] base: 0 entries hold under element-price=1",
        ),
        (
            ELEMENT,
            "when       = {}",
            'when       = { x = "" }',
            "[billing] tiers: a tier is for x=; the dimensions are none",
        ),
    ],
)
def test_a_spoiled_card_of_another_kind_is_refused(refusal, model, old, new, says):
    assert says in str(refusal(old, new, model=model))


def test_a_tier_too_few_is_named_as_everything_where_a_card_has_no_dimensions(good, parse):
    text = good(f"models/{ELEMENT}.toml")
    (block,) = re.findall(r"\[\[billing\.tiers\]\]\n(?:\w.*\n)+", text)

    with pytest.raises(contracts.ContractError, match="0 tiers cover everything"):
        parse(text.replace(block, ""))


def test_a_dimension_must_exist_under_every_reading(refusal):
    sound = 'name    = "sound"\n'

    error = refusal(sound, f"{sound}only    = {ALIAS}\n")

    assert (error.table, error.key) == ("billing", "dimensions")


def test_deep_nesting_is_refused_and_not_a_crash(parse):
    with pytest.raises(contracts.ContractError, match="is no TOML"):
        parse("a = " + "[" * 20_000)


def test_the_message_itself_names_file_table_and_key(refusal):
    message = str(refusal('"o3/one-image-required"', '"v3/one-image-required"'))

    assert message == ("models/edited.toml: [rules 1 (v3/one-image-required)] id: must begin with o3/")


def test_the_message_says_top_level_where_there_is_no_table(refusal):
    assert str(refusal('family   = "Kling O3"\n', "")) == ("models/edited.toml: top level family: is missing")


MODELS = st.sampled_from(contracts.model_names())


@given(MODELS, st.data())
def test_no_table_of_any_model_takes_a_key_that_nobody_knows(good, parse, model, data):
    text = good(f"models/{model}.toml")
    heads = [match.end() for match in re.finditer(r"^\[.*\]$", text, re.MULTILINE)]
    end = data.draw(st.sampled_from(heads))

    with pytest.raises(contracts.ContractError) as caught:
        parse(f"{text[:end]}\nzebra = 1{text[end:]}")

    assert caught.value.key == "zebra"


@given(MODELS, st.data())
def test_no_table_of_any_model_goes_without_its_source(good, parse, model, data):
    text = good(f"models/{model}.toml")
    lines = text.splitlines()
    sources = [number for number, line in enumerate(lines) if re.match(r"source +=", line)]
    drawn = data.draw(st.sampled_from(sources))
    spoiled = "\n".join(lines[:drawn] + lines[drawn + 1 :])

    with pytest.raises(contracts.ContractError) as caught:
        parse(spoiled)

    assert caught.value.key == "source"
    assert caught.value.problem == "is missing"
