"""Good contract files, and what the loader says when one of them is edited."""

import shutil
from pathlib import Path

import pytest

import contracts
from contracts.model import parse_contract

FOLDER = Path(contracts.__file__).parent


def edited(text, old, new):
    """Replace the first *old*, which must be there, by *new*."""
    assert old in text, f"the good file does not say {old!r}"
    return text.replace(old, new, 1)


@pytest.fixture(scope="session")
def good():
    """Return the text of one of the project's own contract files."""

    def read(name):
        return (FOLDER / name).read_text(encoding="utf-8")

    return read


@pytest.fixture(scope="session")
def parse():
    """Read the text of a model file."""

    def read(text, *, file="models/edited.toml"):
        return parse_contract(text, file=file, sources=contracts.sources(), disputes=contracts.disputes())

    return read


@pytest.fixture
def refusal(good, parse):
    """Edit a good model file and return the error of the loader."""

    def refuse(old, new, *, model="kling-o3-image-to-video"):
        text = edited(good(f"models/{model}.toml"), old, new)
        with pytest.raises(contracts.ContractError) as caught:
            parse(text)
        return caught.value

    return refuse


@pytest.fixture
def copy(tmp_path):
    """Copy the contract files to a folder where a test may spoil them."""

    def ignored(folder, names):
        return [name for name in names if name == "__pycache__" or name.endswith((".py", ".typed"))]

    return Path(shutil.copytree(FOLDER, tmp_path / "contracts", ignore=ignored))


@pytest.fixture
def spoiled(copy):
    """Edit one file of such a folder and return the library of it."""

    def spoil(name, old, new):
        path = copy / name
        path.write_text(edited(path.read_text(encoding="utf-8"), old, new), encoding="utf-8")
        return contracts.Library(copy)

    return spoil
