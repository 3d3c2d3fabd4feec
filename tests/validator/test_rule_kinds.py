"""The rule kinds beyond what the ten contracts ask of them: wrong settings, and rules that no contract has yet."""

from decimal import Decimal
from typing import Any

import pytest

from contracts import Rule, load, model_names
from validator import Readings, RuleKindError, check
from validator.case import Case, pick_first
from validator.condition import Condition
from validator.derive.examples import Dead, Witness, nth_pick, rules_of, search, valid_case, witness
from validator.judge import Judge, judge_for
from validator.media import Media
from validator.path import ABSENT
from validator.questions import CompiledRule
from validator.rules import KINDS
from validator.shape import Shape

O3 = "kling-o3-image-to-video"
V3 = "kling-v3-image-to-video"
A = "https://example.com/a.jpg"
STRICT = Readings.of()


def rule(kind, *, model=O3, **keys):
    """Make a rule of *kind* for a model's contract."""
    severity = keys.pop("severity", "error")
    stated = load(model)
    return Rule(
        id=f"{stated.prefix}/{keys.pop('name', 'new')}",
        kind=kind,
        severity={"": severity},
        standing="invented",
        source=stated.source,
        **keys,
    )


def judge_with(*rules, model=O3, **changes):
    """Compile a contract that has these rules besides its own."""
    contract = load(model)
    parameters = {
        name: parameter._replace(**changes[name]) if name in changes else parameter
        for name, parameter in contract.parameters.items()
    }
    return Judge(Shape(contract._replace(rules=(*contract.rules, *rules), parameters=parameters), STRICT))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (rule("no-such-kind"), "rule o3/new: unknown kind 'no-such-kind'; known: at-least-one, at-most,"),
        (rule("at-least-one"), "rule o3/new: kind at-least-one needs `parameters` in `with`"),
        (rule("https-url", parameter="callback_url", settings={"x": 1}), "kind https-url does not know `x` in `with`"),
        (
            rule("public-host", parameter="callback_url", settings={"ranges": "all"}),
            "ranges is listed or unlisted, not 'all'",
        ),
        (rule("media-limit", settings={"media": "image", "fact": "fps"}), "image has no fact 'fps'; known:"),
        (rule("media-limit", settings={"media": "sound", "fact": "bytes"}), "sound has no fact 'bytes'"),
        (rule("text-shots", parameter="prompt", settings={"limit": "size"}), "limit is count or words with a maximum"),
        (rule("text-shots", parameter="prompt", settings={"limit": "sum", "maximum": 1}), "or sum with a total"),
        (
            rule("text-shots", parameter="prompt", settings={"limit": "count", "total": "duration"}),
            "limit is count or words",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Rule) else "",
)
def test_a_contract_that_asks_for_what_no_kind_knows_is_refused(wrong, says):
    with pytest.raises(RuleKindError) as caught:
        judge_with(wrong)

    assert says in str(caught.value)


def test_every_kind_refuses_settings_it_does_not_know():
    for kind in KINDS:
        known = next(
            (one for model in model_names() for one in load(model).rules if one.kind == kind),
            rule(kind, parameter="prompt", settings={}),
        )
        shape = next(judge_for(model, STRICT).shape for model in model_names() if known in load(model).rules)
        with pytest.raises(RuleKindError, match="does not know `surprise`"):
            KINDS[kind].of(known._replace(settings={**(known.settings or {}), "surprise": 1}), shape)


def test_a_limit_on_single_parameters_counts_each_once_and_can_be_broken():
    two = rule(
        "at-most",
        parameter="image_end",
        settings={"maximum": 1, "counted": [["image_start", "image"], ["image_end"]], "noun": "frames"},
    )
    judge = judge_with(two)

    found = witness(judge, "o3/new")
    case = Case(judge.shape, {})
    judge.rules[-1].kind.breach(case, pick_first)

    assert list(case.request) == ["image_end", "image_start"]
    assert isinstance(found, Witness)
    assert "image_end" in found.breaking.request
    assert "image_end" not in found.passing.request
    (error,) = judge.check({"model": O3, "image_start": A, "image": A, "image_end": A}).errors
    assert error.message == "image_end allows at most 1 frames and there are 2"


def test_the_minimum_is_billed_where_something_shorter_may_be_asked_for():
    judge = judge_with(duration={"minimum": 1})
    request = {"model": O3, "image_start": A}

    short = judge.check({**request, "duration": 2})
    (note,) = [note for note in short.notes if note.rule == "o3/minimum-billing"]

    assert (note.at, note.message) == ("/duration", "duration: 2 s are billed as 3 s")
    assert (short.quote.seconds, short.quote.credits) == (2, Decimal("16.2"))
    assert [str(line.credits) for line in short.quote.receipt] == ["10.8", "5.4"]
    assert "at least 3 s are billed, 1 s more" in short.quote.lines[1]
    for seconds in (3, 15):
        assert "o3/minimum-billing" not in {one.rule for one in judge.check({**request, "duration": seconds}).notes}
    assert "o3/minimum-billing" not in {one.rule for one in judge.check({**request, "duration": "2"}).notes}
    assert isinstance(witness(judge, "o3/minimum-billing"), Witness)


def test_a_minimum_that_no_parameter_can_fall_below_reports_nothing():
    judge = judge_for("kling-o3-video-edit", STRICT)
    (minimum,) = [one for one in judge.rules if one.rule.kind == "minimum-billing"]

    assert list(minimum.kind.breaches({"duration": 1}, Media())) == []


def test_an_unmatched_condition_is_established_by_another_option_or_by_nothing():
    shape = judge_for(V3, STRICT).shape
    kind = "model_params.shot_type"
    chosen = Case(shape, {"model_params": {"shot_type": "intelligence"}})
    Condition.of(rule("required", model=V3, when_not={kind: "intelligence"}), shape).establish(chosen, pick_first)
    absent = Case(judge_for(O3, STRICT).shape, {"model_params": {"shot_type": "customize"}})
    Condition.of(rule("required", when_not={kind: "customize"}), absent.shape).establish(absent, pick_first)
    switched = Case(shape, {"model_params": {"multi_shot": True}})
    Condition.of(rule("required", model=V3, when_not={"model_params.multi_shot": True}), shape).establish(
        switched, pick_first
    )
    by_default = Case(shape, {})
    condition = Condition.of(rule("required", model=V3, when_not={"sound": "off"}), shape)
    condition.establish(by_default, pick_first)

    assert chosen.request == {"model_params": {"shot_type": "customize"}}
    assert absent.request == {"model_params": {}}
    assert switched.request == {"model_params": {"multi_shot": False}}
    assert by_default.request == {"sound": "on"}
    assert condition.holds(by_default.request)


def test_a_condition_on_a_default_holds_where_nothing_is_sent():
    rule_ = rule("forbidden", parameter="callback_url", when={"sound": "off"})
    judge = judge_with(rule_)
    callback = {"model": O3, "image_start": A, "callback_url": "https://example.com/"}

    assert [error.rule for error in judge.check(callback).errors] == ["o3/new"]
    assert judge.check({**callback, "sound": "on"}).valid
    assert isinstance(witness(judge, "o3/new"), Witness)


def test_an_ungated_rule_under_a_default_is_asked_of_every_request():
    judge = judge_with(rule("required", parameter="callback_url", when={"sound": "off"}))

    assert [error.rule for error in judge.check({"model": O3, "image_start": A}).errors] == ["o3/new"]


def test_unless_and_given_say_when_a_rule_applies():
    judge = judge_with(rule("forbidden", parameter="sound", given=("image_end",), unless=("callback_url",)))
    request = {"model": O3, "image_start": A, "sound": "on"}

    assert judge.check(request).valid
    assert not judge.check({**request, "image_end": A}).valid
    assert judge.check({**request, "image_end": A, "callback_url": "https://example.com/"}).valid


def test_a_rule_that_contradicts_another_leaves_no_valid_request_and_no_witness():
    judge = judge_with(
        rule("required", name="wanted", parameter="image_end"),
        rule("forbidden", name="unwanted", parameter="image_end"),
    )

    assert valid_case(judge, pick=nth_pick(0)) is None
    assert witness(judge, "o3/shot-sum") == Dead("o3/shot-sum", "")


def test_a_rule_whose_breach_cannot_be_had_alone_has_no_witness():
    judge = judge_with(
        rule("forbidden", name="broken", parameter="sound"),
        rule("required", name="wanted", parameter="image_end", given=("sound",)),
        rule("forbidden", name="unwanted", parameter="image_end", given=("sound",)),
    )

    assert search(judge, rules_of(judge)["o3/broken"], attempts=5) is None


def test_a_rule_that_cannot_be_kept_has_no_witness():
    judge = judge_with(
        rule("ignored", name="noted", parameter="sound", severity="note"),
        rule("required", name="wanted", parameter="sound"),
    )

    assert search(judge, rules_of(judge)["o3/noted"], attempts=5) is None


JUNK = {
    "prompt": 5,
    "duration": "x",
    "image_urls": [5, None],
    "video_urls": {},
    "quality": [],
    "model_params": {
        "multi_prompt": [5, [], {"prompt": 5, "index": "1", "duration": None}, {}],
        "element_list": [None, {"element_id": 5}],
        "element_image_list": {"refer_images": [5, {}]},
        "element_video_list": 5,
        "watermark_info": [],
    },
}
EMPTY = {"image_urls": [], "model_params": {"multi_prompt": [], "element_list": []}}


@pytest.mark.parametrize(
    "request_", [{}, EMPTY, JUNK, {"model_params": 5}], ids=["nothing", "empty", "junk", "no object"]
)
@pytest.mark.parametrize("model", model_names())
def test_breaking_and_mending_take_any_request(model, request_):
    judge = judge_for(model, Readings.of("lenient"))
    for number in range(3):
        for one in rules_of(judge).values():
            case, pick = Case(judge.shape, request_), nth_pick(number)
            target: Any = one
            if isinstance(one, CompiledRule):
                if one.rule.parameter and one.rule.parameter not in judge.shape.parameters:
                    continue
                one.condition.establish(case, pick)
                assert one.condition.holds(case.request), one.id
                target = one.kind
                assert all(message for _, message in target.breaches(case.request, case.media))
            target.mend(case, pick)
            target.breach(case, pick)
            judge.check(case.request, media=case.media)


@pytest.mark.parametrize(("choice", "left"), [(0, {}), (-1, {"prompt": ""})])
def test_what_must_say_something_is_broken_by_nothing_and_by_silence(choice, left):
    judge = judge_for("kling-v3-text-to-video", STRICT)
    (wanted,) = [one for one in judge.rules if one.id == "v3-t2v/prompt-required"]
    case = Case(judge.shape, {"prompt": "x"})

    wanted.kind.breach(case, lambda options: options[choice])

    assert case.request == left
    assert [at for at, _ in wanted.kind.breaches(case.request, Media())] == ["/prompt"]


@pytest.mark.parametrize(("sent", "keeps"), [(..., False), ([], False), (["https://example.com/b.jpg"], True)])
def test_an_empty_list_says_nothing_either(sent, keeps):
    judge = judge_with(rule("required", parameter="image_urls", settings={"nonempty": True}))
    request = {"model": O3, "image_start": A} | ({} if sent is ... else {"image_urls": sent})

    assert judge.check(request).valid is keeps


def test_an_alias_that_is_an_empty_list_is_not_sent():
    judge = judge_for(O3, STRICT)

    verdict = judge.check({"model": O3, "image_start": A, "image": []})

    assert [error.rule for error in verdict.errors] == ["o3/image/type"]
    assert "o3/first-frame-alias" not in {note.rule for note in verdict.notes}


def test_a_wrong_model_is_no_limit_of_a_parameter():
    structure = judge_for(O3, STRICT).structure

    assert structure.findings({"model": "sora"}) == structure.second_opinion({}) == []
    assert not structure.holds({})


def test_no_more_looks_are_remembered_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr("validator.questions._MOST_REMEMBERED", 2)
    judge = judge_with()
    request = {"model": O3, "image_start": A}
    more = [{}, {"sound": "on"}, {"quality": "720p"}, {"sound": "on", "quality": "720p"}, {"prompt": "x"}]

    assert all(judge.check({**request, **one}).valid for one in more * 2)
    assert len(judge._questions._remembered) <= 2


def test_what_is_absent_says_so():
    assert repr(ABSENT) == "ABSENT"


def test_the_example_of_an_array_is_new_for_each_item():
    case = Case(judge_for(O3, STRICT).shape, {})

    assert [case.item("image_urls", number) for number in (1, 2)] == [
        "https://example.com/reference.jpg",
        "https://example.com/reference-2.jpg",
    ]
    assert [case.item("model_params.element_list", number) for number in (1, 2)] == [
        {"element_id": "123456"},
        {"element_id": "123457"},
    ]
    assert [case.item("model_params.multi_prompt", number)["index"] for number in (1, 2)] == [1, 2]


def test_putting_keeps_what_stands_beside_it():
    case = Case(judge_for(O3, STRICT).shape, {"model_params": {"multi_shot": True, "watermark_info": {"x": 1}}})

    case.put("model_params.watermark_info.enabled", value=True)
    case.put("model_params.multi_prompt[].prompt", "x")
    case.put("image_urls[]", A)

    inner = case.request["model_params"]
    assert inner["multi_shot"] is True
    assert inner["watermark_info"] == {"x": 1, "enabled": True}
    assert inner["multi_prompt"] == [{"index": 1, "prompt": "x", "duration": "5"}]
    assert case.request["image_urls"] == [A]


def test_dropping_leaves_alone_what_is_no_object():
    case = Case(judge_for(O3, STRICT).shape, {"model_params": {"multi_prompt": [5, {"prompt": "x", "index": 1}]}})

    case.drop("model_params.multi_prompt[].prompt")
    case.drop("model_params.shot_type")
    case.drop("prompt")

    assert case.request == {"model_params": {"multi_prompt": [5, {"index": 1}]}}


def test_an_object_full_of_strangers_gets_no_hints():
    few = {"model": "kling-v3-text-to-video", "prompt": "x", "promt": "x"}
    many = few | {f"promt{number}": "x" for number in range(60)}

    def hints(request):
        return [
            note
            for note in check(request).notes
            if note.rule.endswith("unknown-parameter") and "did you" in note.message
        ]

    assert (len(hints(few)), len(hints(many))) == (1, 0)
