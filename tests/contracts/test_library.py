"""A folder of contract files is read lazily, each file once, and every problem with it is told."""

import pytest

import contracts

O3 = "kling-o3-image-to-video"


def test_the_projects_own_files_have_no_problem(copy):
    assert list(contracts.Library(copy).problems()) == []


@pytest.mark.parametrize("model", contracts.model_names())
def test_trust_changes_nothing_but_the_time_it_takes(copy, model):
    careful, trusting = contracts.Library(copy), contracts.Library(copy, trusted=True)

    assert trusting.load(model) == careful.load(model) == contracts.load(model)
    assert trusting.api == careful.api
    assert trusting.disputes == careful.disputes
    assert trusting.sources == careful.sources


def test_a_trusted_folder_may_cite_what_is_nowhere(copy):
    file = copy / "models" / f"{O3}.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"Request Parameters"', '"Nowhere"'), encoding="utf-8")

    assert contracts.Library(copy, trusted=True).load(O3).model == O3
    assert [error.file for error in contracts.Library(copy).problems()] == [f"models/{O3}.toml"]


def test_ten_models_are_under_contract():
    assert contracts.model_names() == (
        "kling-custom-element",
        "kling-o3-image-to-video",
        "kling-o3-reference-to-video",
        "kling-o3-text-to-video",
        "kling-o3-video-edit",
        "kling-v3-image-to-video",
        "kling-v3-motion-control",
        "kling-v3-text-to-video",
        "kling-v3-turbo-image-to-video",
        "kling-v3-turbo-text-to-video",
    )


def test_what_is_no_toml_file_is_no_model(copy):
    (copy / "models" / "README.md").write_text("how to", encoding="utf-8")

    assert contracts.Library(copy).model_names() == contracts.model_names()


def test_a_contract_is_read_once(copy):
    library = contracts.Library(copy)

    first = library.load(O3)
    (copy / "models" / f"{O3}.toml").write_text("spoiled", encoding="utf-8")

    assert library.load(O3) is first


@pytest.mark.parametrize("name", ["api", "disputes", "sources"])
def test_a_shared_file_is_read_once(copy, name):
    library = contracts.Library(copy)

    first = getattr(library, name)
    (copy / f"{name}.toml").write_text("spoiled", encoding="utf-8")

    assert getattr(library, name) is first


def test_the_package_gives_its_own_library():
    assert contracts.load(O3) is contracts.load(O3)
    assert contracts.api() is contracts.api()
    assert contracts.disputes()["quality-4k"].id == "quality-4k"
    assert "kling-o3" in contracts.sources().pages


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            "kling-o3-image-to-vidoe",
            "unknown model 'kling-o3-image-to-vidoe'; did you mean kling-o3-image-to-video?",
        ),
        ("sora", "unknown model 'sora'; known: kling-custom-element, kling-o3-image-to-video"),
        ("../api", "unknown model '../api'; known: kling-custom-element"),
    ],
)
def test_an_unknown_model_is_answered_with_the_nearest_or_with_all(asked, words):
    with pytest.raises(contracts.UnknownModelError) as caught:
        contracts.load(asked)

    assert str(caught.value).startswith(words)
    assert (caught.value.model, caught.value.known) == (asked, contracts.model_names())
    assert isinstance(caught.value, LookupError)


def test_a_file_must_be_called_as_its_model(copy):
    (copy / "models" / f"{O3}.toml").rename(copy / "models" / "other.toml")

    with pytest.raises(contracts.ContractError) as caught:
        contracts.Library(copy).load("other")

    assert str(caught.value) == "models/other.toml: top level model: must be 'other', as the file is called"


def test_bytes_that_are_no_text_are_refused(copy):
    (copy / "models" / f"{O3}.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(contracts.ContractError, match="cannot be read") as caught:
        contracts.Library(copy).load(O3)

    assert caught.value.file == f"models/{O3}.toml"


def test_a_missing_shared_file_is_refused(copy):
    (copy / "disputes.toml").unlink()

    with pytest.raises(contracts.ContractError, match=r"disputes\.toml: top level: cannot"):
        contracts.Library(copy).load(O3)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(contracts.ContractError, match="models: top level: cannot be read"):
        contracts.Library(tmp_path / "nowhere").model_names()


def test_problems_ends_at_a_shared_file_that_cannot_be_read(copy):
    (copy / "api.toml").unlink()
    (copy / "models" / f"{O3}.toml").write_text("spoiled", encoding="utf-8")

    assert [error.file for error in contracts.Library(copy).problems()] == ["api.toml"]


def test_problems_tells_one_problem_of_every_model_file(copy):
    for name in (O3, "kling-custom-element"):
        (copy / "models" / f"{name}.toml").write_text("[", encoding="utf-8")

    found = [error.file for error in contracts.Library(copy).problems()]

    assert found == ["models/kling-custom-element.toml", f"models/{O3}.toml"]


def test_two_models_may_not_share_a_prefix(copy):
    path = copy / "models" / "kling-v3-turbo-text-to-video.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("v3-turbo-t2v", "v3-t2v"), encoding="utf-8")

    (problem,) = map(str, contracts.Library(copy).problems())

    assert problem == (
        "models/kling-v3-turbo-text-to-video.toml: top level prefix: is the prefix of kling-v3-text-to-video too"
    )
