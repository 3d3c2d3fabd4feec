"""What the public pages say of the eight models that the two first pages only name, written down a second time."""

from decimal import Decimal
from typing import Any

import pytest

import contracts

PREFIXES = {
    "kling-o3-text-to-video": "o3-t2v",
    "kling-o3-reference-to-video": "o3-r2v",
    "kling-o3-video-edit": "o3-edit",
    "kling-v3-text-to-video": "v3-t2v",
    "kling-v3-motion-control": "v3-motion",
    "kling-v3-turbo-text-to-video": "v3-turbo-t2v",
    "kling-v3-turbo-image-to-video": "v3-turbo-i2v",
    "kling-custom-element": "element",
}
MODELS = {prefix: model for model, prefix in PREFIXES.items()}

EVERYWHERE = {"model", "callback_url"}
SHOTS = {"model_params.multi_shot", "model_params.shot_type", "model_params.multi_prompt"}

PARAMETERS = {
    "o3-t2v": {"prompt", "duration", "aspect_ratio", "quality", "sound", "model_params"}
    | SHOTS
    | {"model_params.element_list", "model_params.watermark_info"},
    "o3-r2v": {
        "prompt",
        "video_url",
        "keep_original_sound",
        "image_urls",
        "duration",
        "aspect_ratio",
    }
    | {"quality", "model_params", "model_params.element_list", "model_params.watermark_info"},
    "o3-edit": {"prompt", "video_url", "keep_original_sound", "image_urls", "quality"}
    | {"model_params", "model_params.element_list", "model_params.watermark_info"},
    "v3-t2v": {"prompt", "negative_prompt", "duration", "aspect_ratio", "quality", "sound"}
    | {"model_params", "model_params.watermark_info"}
    | SHOTS,
    "v3-motion": {"image_urls", "video_urls", "prompt", "quality", "model_params"}
    | {"model_params.character_orientation", "model_params.element_list"}
    | {"model_params.keep_sound", "model_params.watermark_info"},
    "v3-turbo-t2v": {"prompt", "quality", "aspect_ratio", "duration"},
    "v3-turbo-i2v": {"image_start", "prompt", "quality", "aspect_ratio", "duration"},
    "element": {"model_params", "model_params.element_name", "model_params.element_description"}
    | {"model_params.reference_type", "model_params.element_voice_id"}
    | {"model_params.element_image_list", "model_params.element_video_list"},
}

ITEM = "model_params.multi_prompt[]"
ELEMENT_ID = "model_params.element_list[].element_id"
IMAGES = "model_params.element_image_list"
VIDEOS = "model_params.element_video_list"

REQUIRED = {
    "o3-t2v": {f"{ITEM}.index", f"{ITEM}.prompt", f"{ITEM}.duration", ELEMENT_ID},
    "o3-r2v": {"prompt", ELEMENT_ID},
    "o3-edit": {ELEMENT_ID},
    "v3-t2v": {f"{ITEM}.index", f"{ITEM}.prompt", f"{ITEM}.duration"},
    "v3-motion": {"image_urls", "video_urls", "model_params", "model_params.character_orientation"} | {ELEMENT_ID},
    "v3-turbo-t2v": {"prompt"},
    "v3-turbo-i2v": {"image_start"},
    "element": {"model_params", "model_params.element_name", "model_params.element_description"}
    | {"model_params.reference_type", f"{IMAGES}.frontal_image", f"{IMAGES}.refer_images"}
    | {f"{IMAGES}.refer_images[].image_url", f"{VIDEOS}.refer_videos"}
    | {f"{VIDEOS}.refer_videos[].video_url"},
}

RATIOS = ("16:9", "9:16", "1:1")
TEXT = {"types": ("string",), "max_length": 2500}
LENGTH = {"types": ("integer",), "minimum": 3, "maximum": 15, "default": 5}
QUALITY = {"types": ("string",), "enum": ("720p", "1080p"), "default": "720p"}
SOUND = {"types": ("string",), "enum": ("on", "off"), "default": "off"}
FLAG = {"types": ("boolean",), "default": None}
KEPT = {"types": ("boolean",), "default": True}
SHOT_LIMITS = {
    "model_params.multi_shot": {"types": ("boolean",), "default": False},
    "model_params.multi_prompt": {"types": ("array",), "max_items": 6},
    f"{ITEM}.index": {"types": ("integer",), "minimum": 1},
    f"{ITEM}.prompt": {"types": ("string",), "max_length": 512},
    f"{ITEM}.duration": {"types": ("string",), "format": "digits"},
}
IMAGE_URL = {"types": ("string",), "format": "url", "media": "image"}
VIDEO_URL = {"types": ("string",), "format": "url", "media": "video"}
ONE = {"types": ("array",), "min_items": 1, "max_items": 1}

LIMITS = {
    "o3-t2v": SHOT_LIMITS
    | {
        "prompt": TEXT,
        "duration": LENGTH,
        "aspect_ratio": {"enum": RATIOS, "default": "16:9"},
        "quality": QUALITY,
        "sound": SOUND,
        "model_params.shot_type": {"enum": ("customize",), "default": None},
        "model_params.multi_prompt": {"min_items": None, "max_items": 6},
        "model_params.element_list": {"types": ("array",), "max_items": 7},
        ELEMENT_ID: {"types": ("string",)},
        "model_params.watermark_info.enabled": FLAG,
    },
    "o3-r2v": {
        "prompt": TEXT,
        "video_url": VIDEO_URL,
        "keep_original_sound": KEPT,
        "image_urls": {"types": ("array",), "max_items": None},
        "image_urls[]": IMAGE_URL,
        "duration": LENGTH | {"maximum": 10},
        "aspect_ratio": {"enum": RATIOS, "default": None},
        "quality": QUALITY,
        "model_params.element_list": {"max_items": None},
        "model_params.watermark_info.enabled": FLAG,
    },
    "o3-edit": {
        "prompt": TEXT,
        "video_url": VIDEO_URL,
        "keep_original_sound": KEPT,
        "image_urls[]": IMAGE_URL,
        "quality": QUALITY,
        "model_params.watermark_info.enabled": FLAG,
    },
    "v3-t2v": SHOT_LIMITS
    | {
        "prompt": TEXT,
        "negative_prompt": TEXT,
        "duration": LENGTH,
        "aspect_ratio": {"enum": RATIOS, "default": None},
        "quality": QUALITY,
        "sound": SOUND,
        "model_params.shot_type": {"enum": ("customize", "intelligence"), "default": None},
        "model_params.multi_prompt": {"min_items": 1, "max_items": 6},
        "model_params.watermark_info.enabled": FLAG,
    },
    "v3-motion": {
        "image_urls": ONE,
        "image_urls[]": IMAGE_URL,
        "video_urls": ONE,
        "video_urls[]": VIDEO_URL,
        "prompt": TEXT,
        "quality": QUALITY,
        "model_params.character_orientation": {"enum": ("image", "video"), "default": None},
        "model_params.element_list": {"max_items": 1},
        ELEMENT_ID: {"types": ("string",)},
        "model_params.keep_sound": KEPT,
        "model_params.watermark_info.enabled": FLAG,
    },
    "v3-turbo-t2v": {
        "prompt": TEXT,
        "quality": QUALITY,
        "aspect_ratio": {"enum": RATIOS, "default": "16:9"},
        "duration": LENGTH,
    },
    "v3-turbo-i2v": {
        "image_start": IMAGE_URL,
        "prompt": TEXT,
        "quality": QUALITY,
        "duration": LENGTH,
    },
    "element": {
        "model_params.element_name": {"types": ("string",), "max_length": 20},
        "model_params.element_description": {"types": ("string",), "max_length": 100},
        "model_params.reference_type": {"enum": ("image_refer", "video_refer"), "default": None},
        f"{IMAGES}.frontal_image": IMAGE_URL,
        f"{IMAGES}.refer_images": {"types": ("array",), "min_items": 1, "max_items": 3},
        f"{IMAGES}.refer_images[].image_url": IMAGE_URL,
        f"{VIDEOS}.refer_videos": ONE,
        f"{VIDEOS}.refer_videos[].video_url": VIDEO_URL,
        "model_params.element_voice_id": {"types": ("string",)},
    },
}

MULTI_SHOT = {"model_params.multi_shot": True}
CUSTOMIZE = MULTI_SHOT | {"model_params.shot_type": "customize"}
INTELLIGENCE = MULTI_SHOT | {"model_params.shot_type": "intelligence"}
TOTAL = {"item": "duration", "total": "duration"}
FOUR = {"maximum": 4, "counted": [["image_urls"], ["model_params.element_list"]]}
FROM_IMAGES = {"model_params.reference_type": "image_refer"}
FROM_VIDEO = {"model_params.reference_type": "video_refer"}
AS_IMAGE = {"model_params.character_orientation": "image"}
AS_VIDEO = {"model_params.character_orientation": "video"}

RULES: dict[str, tuple[str, str, str, dict[str, Any], dict[str, Any]]] = {
    # id: kind, parameter, strict severity, conditions, the settings that matter
    "o3-t2v/prompt-required": (
        "required",
        "prompt",
        "error",
        {"when_not": MULTI_SHOT},
        {"nonempty": True},
    ),
    "o3-t2v/prompt-ignored-in-multi-shot": ("ignored", "prompt", "note", {"when": MULTI_SHOT}, {}),
    "o3-t2v/shot-type-required": (
        "required",
        "model_params.shot_type",
        "error",
        {"when": MULTI_SHOT},
        {},
    ),
    "o3-t2v/multi-prompt-required": (
        "required",
        "model_params.multi_prompt",
        "error",
        {"when": CUSTOMIZE},
        {},
    ),
    "o3-t2v/shot-sum": (
        "sum-equals",
        "model_params.multi_prompt",
        "error",
        {"when": MULTI_SHOT},
        TOTAL,
    ),
    "o3-r2v/video-wanted": ("required", "video_url", "note", {}, {}),
    "o3-r2v/images-and-elements-limit": (
        "at-most",
        "image_urls",
        "error",
        {"given": ("video_url",)},
        FOUR,
    ),
    "o3-r2v/elements-limit": (
        "at-most",
        "model_params.element_list",
        "error",
        {"given": ("video_url",), "unless": ("image_urls",)},
        FOUR,
    ),
    "o3-r2v/element-kind": ("unobservable", "model_params.element_list", "error", {}, {}),
    "o3-edit/video-required": ("required", "video_url", "error", {}, {}),
    "o3-edit/prompt-wanted": ("required", "prompt", "note", {}, {"nonempty": True}),
    "o3-edit/images-and-elements-limit": (
        "at-most",
        "image_urls",
        "error",
        {"given": ("video_url",)},
        FOUR,
    ),
    "o3-edit/element-kind": ("unobservable", "model_params.element_list", "error", {}, {}),
    "v3-t2v/prompt-required": (
        "required",
        "prompt",
        "error",
        {"when_not": MULTI_SHOT},
        {"nonempty": True},
    ),
    "v3-t2v/intelligence-prompt": (
        "required",
        "prompt",
        "error",
        {"when": INTELLIGENCE},
        {"nonempty": True},
    ),
    "v3-t2v/prompt-ignored-in-multi-shot": ("ignored", "prompt", "note", {"when": CUSTOMIZE}, {}),
    "v3-t2v/shot-type-required": (
        "required",
        "model_params.shot_type",
        "error",
        {"when": MULTI_SHOT},
        {},
    ),
    "v3-t2v/multi-prompt-required": (
        "required",
        "model_params.multi_prompt",
        "error",
        {"when": CUSTOMIZE},
        {},
    ),
    "v3-t2v/shot-within-total": (
        "each-at-most",
        "model_params.multi_prompt",
        "error",
        {"when": MULTI_SHOT},
        TOTAL,
    ),
    "v3-motion/element-needs-video-orientation": (
        "forbidden",
        "model_params.element_list",
        "error",
        {"when": AS_IMAGE},
        {},
    ),
    "v3-motion/element-kind": ("unobservable", "model_params.element_list", "error", {}, {}),
    "v3-turbo-t2v/shot-count": (
        "text-shots",
        "prompt",
        "error",
        {},
        {"limit": "count", "maximum": 6},
    ),
    "v3-turbo-t2v/shot-words": (
        "text-shots",
        "prompt",
        "error",
        {},
        {"limit": "words", "maximum": 512},
    ),
    "v3-turbo-t2v/shot-sum": (
        "text-shots",
        "prompt",
        "error",
        {},
        {"limit": "sum", "total": "duration"},
    ),
    "v3-turbo-i2v/aspect-ratio-not-accepted": ("forbidden", "aspect_ratio", "error", {}, {}),
    "element/images-required": ("required", IMAGES, "error", {"when": FROM_IMAGES}, {}),
    "element/video-required": ("required", VIDEOS, "error", {"when": FROM_VIDEO}, {}),
    "element/voice-only-with-video": (
        "forbidden",
        "model_params.element_voice_id",
        "error",
        {"when": FROM_IMAGES},
        {},
    ),
    "element/video-face": ("unobservable", VIDEOS, "error", {}, {}),
}

MIB = 1024 * 1024
TWO_AND_A_HALF = Decimal("2.5")


def images(megabytes, when=None):
    return {
        ("image", "format", "jpeg", "png"): when,
        ("image", "bytes", None, megabytes * MIB): when,
        ("image", "side", 300, None): when,
        ("image", "ratio", None, TWO_AND_A_HALF): when,
    }


O3_VIDEO = {
    ("video", "format", "mp4", "mov"): None,
    ("video", "bytes", None, 200 * MIB): None,
    ("video", "bytes", None, 100 * MIB): None,
    ("video", "seconds", 3, None): None,
    ("video", "side", 720, 2160): None,
    ("video", "fps", 24, 60): None,
}

MEDIA = {
    "o3-t2v": {},
    "o3-r2v": images(10) | O3_VIDEO,
    "o3-edit": images(10) | O3_VIDEO,
    "v3-t2v": {},
    "v3-motion": images(10)
    | {
        ("video", "bytes", None, 100 * MIB): None,
        ("video", "seconds", 3, None): None,
        ("video", "seconds", None, 10): AS_IMAGE,
        ("video", "seconds", None, 30): AS_VIDEO,
        ("video", "side", 340, 3850): None,
    },
    "v3-turbo-t2v": {},
    "v3-turbo-i2v": images(50),
    "element": images(10, FROM_IMAGES)
    | {("video", "seconds", None, 8): FROM_VIDEO, ("video", "width", 720, 2160): FROM_VIDEO},
}

COMMON = {
    "callback-https",
    "callback-not-internal",
    "callback-not-internal-unlisted",
    "unknown-parameter",
}
COUNTED_IN_SECONDS = {"o3-t2v", "o3-r2v", "v3-t2v", "v3-turbo-t2v", "v3-turbo-i2v"}

SHOT_TEXT = {"prompt", f"{ITEM}.prompt"}
LIMITED_TEXT = {
    "o3-t2v": SHOT_TEXT,
    "o3-r2v": {"prompt"},
    "o3-edit": {"prompt"},
    "v3-t2v": SHOT_TEXT | {"negative_prompt"},
    "v3-motion": {"prompt"},
    "v3-turbo-t2v": {"prompt"},
    "v3-turbo-i2v": {"prompt"},
    "element": {"model_params.element_name", "model_params.element_description"},
}

PLACEHOLDERS = {
    "o3-t2v": {"element"},
    "o3-r2v": {"element", "image", "video"},
    "o3-edit": {"element", "image", "video"},
    "v3-t2v": set(),
    "v3-motion": {"element", "image", "video"},
    "v3-turbo-t2v": set(),
    "v3-turbo-i2v": {"image"},
    "element": set(),
}

BASES = {
    "o3-t2v": "5.4",
    "o3-r2v": "8.1",
    "o3-edit": "8.1",
    "v3-t2v": "5.4",
    "v3-motion": "8.1648",
    "v3-turbo-t2v": "7.2",
    "v3-turbo-i2v": "7.2",
}

O3_TIERS = {
    ("720p", "off"): "1",
    ("720p", "on"): "1.334",
    ("1080p", "off"): "1.334",
    ("1080p", "on"): "1.667",
}
V3_TIERS = {
    ("720p", "off"): "1",
    ("720p", "on"): "1.5",
    ("1080p", "off"): "1.333",
    ("1080p", "on"): "2",
}
FOUR_K = {("4k", "off"): "5", ("4k", "on"): "5"}
TIERS = [
    ("o3-t2v", {}, O3_TIERS),
    ("o3-t2v", {"quality-4k": "accepted"}, O3_TIERS | FOUR_K),
    ("o3-r2v", {}, {("720p",): "1", ("1080p",): "1.334"}),
    ("o3-edit", {}, {("720p",): "1", ("1080p",): "1.334"}),
    ("v3-t2v", {}, V3_TIERS),
    ("v3-t2v", {"v3-1080p-rate": "1.334"}, V3_TIERS | {("1080p", "off"): "1.334"}),
    ("v3-t2v", {"quality-4k": "accepted"}, V3_TIERS | FOUR_K),
    ("v3-motion", {}, {("720p",): "1", ("1080p",): "1.334"}),
    ("v3-turbo-t2v", {}, {("720p",): "1", ("1080p",): "1.25"}),
    ("v3-turbo-i2v", {}, {("720p",): "1", ("1080p",): "1.25"}),
    ("element", {}, {(): "1"}),
]

ROUNDED = "half-up"
SECONDS = [
    # model, readings, and: parameter, input, output rounded, input rounded, assumed
    ("o3-t2v", {}, ("duration", None, None, None, None)),
    ("o3-r2v", {}, ("duration", None, None, None, None)),
    ("v3-t2v", {}, ("duration", None, None, None, None)),
    ("v3-turbo-t2v", {}, ("duration", None, None, None, None)),
    ("v3-turbo-i2v", {}, ("duration", None, None, None, None)),
    ("o3-edit", {}, (None, "video_url", ROUNDED, "up", 5)),
    ("o3-edit", {"edit-seconds": "input"}, (None, "video_url", None, "up", 5)),
    ("o3-edit", {"edit-seconds": "output"}, (None, "video_url", ROUNDED, ROUNDED, 5)),
    ("v3-motion", {}, (None, "video_urls", ROUNDED, ROUNDED, 10)),
    ("v3-motion", {"motion-seconds": "5"}, (None, "video_urls", ROUNDED, ROUNDED, 5)),
]


def under(**readings):
    """Return every reading: the defaults, and those given."""
    return {name: one.default for name, one in contracts.disputes().items()} | readings


def contract(prefix):
    return contracts.load(MODELS[prefix])


def entry_under(entries, readings):
    (found,) = [entry for entry in entries if entry.only is None or entry.only.holds(readings)]
    return found


def rules_of(prefix, kind):
    return [rule for rule in contract(prefix).rules if rule.kind == kind]


@pytest.mark.parametrize(("model", "prefix"), PREFIXES.items())
def test_each_model_has_its_prefix_and_is_public(model, prefix):
    found = contracts.load(model)

    assert (found.model, found.prefix, found.standing) == (model, prefix, "public")


@pytest.mark.parametrize("prefix", MODELS)
def test_each_model_has_these_parameters_and_no_others(prefix):
    nested = {IMAGES, VIDEOS, "model_params.watermark_info"}
    names = {
        name
        for name, parameter in contract(prefix).parameters.items()
        if "[]" not in name and parameter.parent not in nested
    }

    assert names == PARAMETERS[prefix] | EVERYWHERE


@pytest.mark.parametrize("prefix", MODELS)
def test_these_parameters_are_required_whatever_else_is_sent(prefix):
    required = {name for name, one in contract(prefix).parameters.items() if one.required}

    assert required == REQUIRED[prefix] | {"model"}


@pytest.mark.parametrize(
    ("prefix", "name", "limits"),
    [(prefix, name, limits) for prefix in LIMITS for name, limits in LIMITS[prefix].items()],
)
def test_each_parameter_has_its_limits(prefix, name, limits):
    parameter = contract(prefix).parameters[name]

    assert {key: getattr(parameter, key) for key in limits} == limits


@pytest.mark.parametrize("prefix", MODELS)
def test_a_callback_address_has_at_most_2048_characters(prefix):
    assert contract(prefix).parameters["callback_url"].max_length == 2048


@pytest.mark.parametrize("prefix", ["o3-t2v", "v3-t2v"])
def test_4k_is_an_option_only_where_the_reader_says_so(prefix):
    quality = contract(prefix).parameters["quality"]

    assert quality.under(under()).enum == ("720p", "1080p")
    assert quality.under(under(**{"quality-4k": "accepted"})).enum == ("720p", "1080p", "4k")


@pytest.mark.parametrize("prefix", ["o3-r2v", "o3-edit", "v3-motion", "v3-turbo-t2v", "v3-turbo-i2v"])
def test_4k_is_no_option_under_any_reading_where_no_page_names_it(prefix):
    assert contract(prefix).parameters["quality"].variants == ()


def test_the_other_images_of_an_element_are_optional_only_under_the_older_pages():
    refer = contract("element").parameters[f"{IMAGES}.refer_images"]

    assert refer.under(under()).required
    assert not refer.under(under(**{"element-refer-images": "optional"})).required


@pytest.mark.parametrize("name", RULES)
def test_each_rule_says_what_its_page_says(name):
    kind, parameter, severity, conditions, settings = RULES[name]
    prefix = name.partition("/")[0]
    rule = {one.id: one for one in contract(prefix).rules}[name]

    assert (rule.kind, rule.parameter, rule.severity_under(under())) == (kind, parameter, severity)
    assert {key: rule.settings[key] for key in settings} == settings
    found = {key: getattr(rule, key) for key in ("when", "when_not", "given", "unless")}
    assert {key: value for key, value in found.items() if value} == conditions


@pytest.mark.parametrize("prefix", MODELS)
def test_each_model_has_exactly_these_limits_for_images_and_videos(prefix):
    found = {}
    for rule in rules_of(prefix, "media-limit"):
        settings = rule.settings
        ends = tuple(settings.get("options") or map(settings.get, ("minimum", "maximum")))
        found[settings["media"], settings["fact"], *ends] = rule.when

    assert found == MEDIA[prefix]


@pytest.mark.parametrize(
    ("reading", "severities"),
    [("200MB", {200: "error", 100: "note"}), ("100MB", {200: "off", 100: "error"})],
)
@pytest.mark.parametrize("prefix", ["o3-r2v", "o3-edit"])
def test_the_size_of_an_input_video_hangs_on_its_dispute(prefix, reading, severities):
    found = {
        rule.settings["maximum"] // MIB: rule.severity_under(under(**{"video-size-limit": reading}))
        for rule in rules_of(prefix, "media-limit")
        if rule.dispute == "video-size-limit"
    }

    assert found == severities


@pytest.mark.parametrize("prefix", MODELS)
def test_what_is_true_of_every_model_is_written_out_in_each(prefix):
    ids = {rule.id.removeprefix(f"{prefix}/") for rule in contract(prefix).rules}

    assert ids >= COMMON
    assert ("integral-number" in ids) == (prefix in COUNTED_IN_SECONDS)


@pytest.mark.parametrize("prefix", MODELS)
def test_every_limited_text_is_also_counted_in_utf16(prefix):
    found = {rule.parameter: rule.settings["maximum"] for rule in rules_of(prefix, "utf16-length")}
    parameters = contract(prefix).parameters

    assert found == {name: parameters[name].max_length for name in LIMITED_TEXT[prefix]}


@pytest.mark.parametrize("prefix", MODELS)
def test_a_prompt_may_point_only_at_what_the_model_takes(prefix):
    found = {rule.settings["word"] for rule in rules_of(prefix, "placeholder")}

    assert found == PLACEHOLDERS[prefix]


@pytest.mark.parametrize(("prefix", "base"), BASES.items())
def test_each_second_has_its_base_rate_and_three_are_billed_at_least(prefix, base):
    billing = contract(prefix).billing

    assert (billing.unit, billing.minimum_seconds) == ("second", 3)
    assert [rate.value for rate in billing.bases] == [Decimal(base)]
    assert [rule.id for rule in rules_of(prefix, "minimum-billing")] == [f"{prefix}/minimum-billing"]


@pytest.mark.parametrize(("reading", "credits_"), [("1", "1"), ("0.001", "0.001")])
def test_an_element_is_billed_by_the_call(reading, credits_):
    billing = contract("element").billing

    assert (billing.unit, billing.minimum_seconds, billing.seconds) == ("call", 0, ())
    assert entry_under(billing.bases, under(**{"element-price": reading})).value == Decimal(credits_)
    assert rules_of("element", "minimum-billing") == []


@pytest.mark.parametrize(("prefix", "readings", "multipliers"), TIERS)
def test_each_combination_of_options_has_its_multiplier(prefix, readings, multipliers):
    billing = contract(prefix).billing
    chosen = under(**readings)

    found = {
        tuple(tier.when[name] for name in billing.dimensions): tier.multiplier
        for tier in billing.tiers
        if tier.only is None or tier.only.holds(chosen)
    }

    assert found == {key: Decimal(value) for key, value in multipliers.items()}


@pytest.mark.parametrize(("prefix", "readings", "expected"), SECONDS)
def test_the_seconds_that_are_billed_come_from_here(prefix, readings, expected):
    seconds = entry_under(contract(prefix).billing.seconds, under(**readings))
    found = (
        seconds.parameter,
        seconds.input_parameter,
        seconds.output_rounding,
        seconds.input_rounding,
        seconds.assumed,
    )

    assert found == expected


@pytest.mark.parametrize("reading", ["72", "68"])
@pytest.mark.parametrize("prefix", MODELS)
def test_a_dollar_buys_72_credits_or_68(prefix, reading):
    rate = entry_under(contract(prefix).billing.rates, under(**{"usd-rate": reading}))

    assert rate.value == Decimal(reading)


@pytest.mark.parametrize("prefix", MODELS)
def test_each_task_has_the_constants_of_its_page(prefix):
    element = prefix == "element"
    task = contract(prefix).task

    assert (task.object, task.type) == ("video.generation.task", "video")
    assert task.estimated_seconds == (30 if element else 300)
    assert task.result == ("element" if element else "video")
    assert task.under(under()).billing_rule == ("per_call" if element else "per_second")
    examples = task.under(under(**{"o3-billing-rule": "per_call"})).billing_rule
    assert examples == ("per_call" if element or prefix.startswith("o3-") else "per_second")


@pytest.mark.parametrize("prefix", MODELS)
def test_an_element_has_no_length_and_no_link(prefix):
    names = {field.name for field in contract(prefix).response}
    video = {"task_info.video_duration", "results"}

    assert names & video == (set() if prefix == "element" else video)
    assert ("result_data.element_id" in names) == (prefix == "element")
