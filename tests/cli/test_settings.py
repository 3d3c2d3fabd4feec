import pytest

PRICE = ("price", "kling-v3-image-to-video", "--set", "quality=1080p")
OF_READING = {"1.333": "35.991", "1.334": "36.018"}


def priced(result):
    return result.stdout.split("credits = ")[0].split()[-1]


def set_in_project(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(f"[tool.klingmock]\n{text}\n", encoding="utf-8")


def test_the_default_stands_when_nothing_is_set(run):
    assert priced(run(*PRICE)) == OF_READING["1.333"]


@pytest.mark.parametrize("text", ['reading = "v3-1080p-rate=1.334"', 'reading = ["strict", "v3-1080p-rate=1.334"]'])
def test_the_project_file_goes_before_the_default(run, tmp_path, text):
    set_in_project(tmp_path, text)

    assert priced(run(*PRICE)) == OF_READING["1.334"]


def test_the_environment_goes_before_the_project_file(run, tmp_path):
    set_in_project(tmp_path, 'reading = "v3-1080p-rate=1.334"')

    assert priced(run(*PRICE, env={"KLINGMOCK_READING": "strict"})) == OF_READING["1.333"]


def test_a_flag_goes_before_the_environment(run):
    env = {"KLINGMOCK_READING": "strict"}
    result = run(*PRICE, "--reading", "v3-1080p-rate=1.334", env=env)

    assert priced(result) == OF_READING["1.334"]


def test_the_environment_may_hold_several_words(run):
    env = {"KLINGMOCK_READING": "public v3-1080p-rate=1.334"}

    assert priced(run(*PRICE, env=env)) == OF_READING["1.334"]


def test_the_project_file_of_a_parent_folder_counts(run, tmp_path, monkeypatch):
    set_in_project(tmp_path, 'reading = "v3-1080p-rate=1.334"')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    monkeypatch.chdir(inner)

    assert priced(run(*PRICE)) == OF_READING["1.334"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('port = 80\nprot = 1\nmodle = "x"', "unknown modle, prot; known:"),
        ("reading = [true]", "reading must be text or a list of texts, not True"),
        ("port = [1]", "port must be text or a number, not [1]"),
        ("port = ", "cannot be read"),
    ],
)
def test_a_wrong_project_file_is_named_with_what_is_wrong_in_it(run, tmp_path, text, said):
    set_in_project(tmp_path, text)
    result = run(*PRICE)

    assert result.exit_code == 2
    assert str(tmp_path / "pyproject.toml") in result.stderr
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_tool_klingmock_that_is_no_table_is_refused(run, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool]\nklingmock = 1\n", encoding="utf-8")

    assert "must be a table" in run(*PRICE).stderr


@pytest.mark.parametrize("word", ["lenint", "quality-4k=maybe", "no-such=1"])
def test_an_unknown_reading_is_refused_with_a_hint(run, word):
    result = run(*PRICE, "--reading", word)

    assert result.exit_code == 2
    assert "did you mean" in result.stderr or "known:" in result.stderr
