"""The wheel has all that runs, and nothing else. Built offline, by the real build backend."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

FLOORS = ("contracts", "validator", "mockserver")


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return folder / build_wheel(str(folder))


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def committed(shipped, root, folder):
    return {path.relative_to(root / folder).as_posix() for path in shipped if root / folder in path.parents}


def about(names):
    """Name the folder that describes the distribution."""
    (folder,) = {name.partition("/")[0] for name in names if name.startswith("klingmock-")}
    return folder


@pytest.mark.parametrize("floor", FLOORS)
def test_every_file_of_a_floor_is_in_the_wheel(names, shipped, root, floor):
    here = committed(shipped, root, floor)

    assert "py.typed" in here
    assert {f"{floor}/{name}" for name in here} - names == set()


def test_every_contract_is_in_the_wheel(names, root):
    contracts = {path.relative_to(root).as_posix() for path in root.glob("contracts/**/*.toml")}

    assert contracts
    assert contracts - names == set()


def test_every_fixture_is_in_the_wheel_as_data_of_the_server(names, shipped, root):
    fixtures = committed(shipped, root, "fixtures")

    assert fixtures
    assert {f"mockserver/_fixtures/{name}" for name in fixtures} - names == set()
    assert [name for name in fixtures if name.endswith(".py")] == []


def test_the_wheel_takes_no_other_name(names):
    assert {name.partition("/")[0] for name in names} == {*FLOORS, about(names)}


def test_the_wheel_has_the_command_and_the_license(wheel, names):
    with zipfile.ZipFile(wheel) as archive:
        entry_points = archive.read(f"{about(names)}/entry_points.txt").decode()

    assert f"{about(names)}/licenses/LICENSE" in names
    assert "klingmock = mockserver.cli:main" in entry_points
    assert "[pytest11]\nklingmock = mockserver.pytest_plugin" in entry_points


def test_the_wheel_runs_without_the_checkout(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = "import contracts, mockserver, validator; print(contracts.__file__)"

    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {program}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert Path(done.stdout.strip()).is_relative_to(tmp_path)
