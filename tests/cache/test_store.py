"""Files of the cache: whole or not there, of this user alone, and not too many."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from whenthen.cache import store as stores
from whenthen.cache.store import Store, open_store, user_folder

CONTENT = bytes(range(256)) * 3


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "cache" / "1"), "this one")


def file_of(store: Store, name: str) -> Path:
    return Path(store.folder, name)


def files(store: Store) -> list[str]:
    return sorted(os.listdir(store.folder))


def test_what_is_kept_is_found_again_by_its_name(store: Store) -> None:
    name, other = store.name("tree", "a", b"b"), store.name("tree", "ab", b"")
    assert len({name, other, store.name("report", "a", b"b"), Store(store.folder, "x").name("tree", "a", b"b")}) == 4
    assert store.get(name) is None
    store.put(name, CONTENT)
    store.put(other, b"")
    assert (store.get(name), store.get(other)) == (CONTENT, b"")
    store.put(name, b"newer")
    assert store.get(name) == b"newer"
    assert files(store) == sorted([name, other])


def test_files_are_for_their_user_alone(store: Store) -> None:
    name = store.name("tree", "a")
    store.put(name, CONTENT)
    assert stat.S_IMODE(os.stat(store.folder).st_mode) == 0o700
    assert stat.S_IMODE(file_of(store, name).stat().st_mode) == 0o600


_HEAD = len(stores._MAGIC) + stores._DIGEST


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:1],
        lambda data: data[: len(stores._MAGIC)],
        lambda data: data[:_HEAD],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: b"\x80\x04" + data,
        lambda data: b"something else altogether",
        lambda data: b"\0" * len(data),
    ],
)
def test_a_damaged_entry_counts_for_nothing_and_goes(damage: object, store: Store) -> None:
    assert callable(damage)
    name = store.name("tree", "a")
    store.put(name, CONTENT)
    path = file_of(store, name)
    path.write_bytes(damage(path.read_bytes()))
    assert store.get(name) is None
    assert not path.exists()
    store.put(name, CONTENT)
    assert store.get(name) == CONTENT


@pytest.mark.parametrize("at", [0, len(stores._MAGIC) - 1, len(stores._MAGIC), _HEAD - 1, _HEAD, _HEAD + 99, -1])
def test_a_byte_that_flips_is_noticed(at: int, store: Store) -> None:
    name = store.name("tree", "a")
    store.put(name, CONTENT)
    data = bytearray(file_of(store, name).read_bytes())
    data[at] ^= 1
    file_of(store, name).write_bytes(bytes(data))
    assert store.get(name) is None


def test_an_entry_under_another_name_counts_for_nothing(store: Store) -> None:
    name, other = store.name("tree", "a"), store.name("tree", "b")
    store.put(name, CONTENT)
    file_of(store, name).rename(file_of(store, other))
    assert store.get(other) is None


def test_a_link_or_a_folder_in_the_place_of_an_entry(store: Store, tmp_path: Path) -> None:
    name, other = store.name("tree", "a"), store.name("tree", "b")
    store.put(name, CONTENT)
    file_of(store, name).rename(tmp_path / "away")
    file_of(store, name).symlink_to(tmp_path / "away")
    file_of(store, other).mkdir()
    assert store.get(name) is None
    assert store.get(other) is None
    store.put(other, CONTENT)
    assert store.get(other) is None


def test_a_file_that_others_can_write_to_counts_for_nothing(store: Store) -> None:
    name = store.name("tree", "a")
    store.put(name, CONTENT)
    file_of(store, name).chmod(0o666)
    assert store.get(name) is None


def test_a_folder_that_others_can_write_to_is_not_used(store: Store) -> None:
    name = store.name("tree", "a")
    store.put(name, CONTENT)
    os.chmod(store.folder, 0o777)
    assert store.get(name) is None
    store.put(store.name("tree", "b"), CONTENT)
    assert files(store) == [name]


def test_a_folder_of_another_user_is_not_used(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    name = store.name("tree", "a")
    store.put(name, CONTENT)
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert store.get(name) is None
    store.put(store.name("tree", "b"), CONTENT)
    assert files(store) == [name]


def test_a_link_in_the_place_of_the_folder_is_not_used(store: Store, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    Path(store.folder).parent.mkdir()
    Path(store.folder).symlink_to(tmp_path / "elsewhere")
    store.put(store.name("tree", "a"), CONTENT)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(str(tmp_path / "file" / "1"), "this one")
    store.put(store.name("tree", "a"), CONTENT)
    assert store.get(store.name("tree", "a")) is None
    broken = Store("\0", "this one")
    broken.put("a", CONTENT)
    assert broken.get("a") is None


@pytest.mark.parametrize("failing", ["open", "replace", "mkdir", "scandir"])
def test_a_system_that_refuses(failing: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **more: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, refuse)
        store.put(store.name("tree", "a"), CONTENT)
        assert store.get(store.name("tree", "a")) is None
    assert not os.path.isdir(store.folder) or not files(store)


def test_a_file_that_is_cut_off_while_it_is_written_never_shows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.put(store.name("tree", "a"), CONTENT)
    assert files(store) == []


def test_what_is_too_large_is_not_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "LARGEST", 10)
    store.put(store.name("tree", "a"), b"x" * 11)
    store.put(store.name("tree", "b"), b"x" * 10)
    assert files(store) == [store.name("tree", "b")]


def test_room_is_made_by_what_was_not_used_for_the_longest_time(tmp_path: Path) -> None:
    folder = str(tmp_path / "1")
    names = [f"tree-{number}" for number in range(8)]
    for at, name in enumerate(names):
        store = Store(folder, "this one")
        store.put(name, CONTENT)
        os.utime(file_of(store, name), (1_000_000 + at, 1_000_000 + at))
    assert store.get(names[0]) == CONTENT  # now it was used last
    store = Store(folder, "this one", most=6)
    store.put("tree-8", CONTENT)
    assert files(store) == ["tree-0", "tree-5", "tree-6", "tree-7", "tree-8"]
    store.put("tree-9", CONTENT)  # once for all that a run writes
    assert len(files(store)) == 6
    size = file_of(store, "tree-9").stat().st_size
    store = Store(folder, "this one", room=4 * size)
    store.put("last", CONTENT)
    assert len(files(store)) == 4
    assert "tree-0" in files(store)


def test_what_runs_that_were_killed_left_behind_goes(store: Store) -> None:
    store.put("tree-1", CONTENT)
    old, new = Path(store.folder, "tree-2.1-1.part"), Path(store.folder, "tree-3.1-1.part")
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1_000_000, 1_000_000))
    Store(store.folder, "this one").put("tree-4", CONTENT)
    assert files(store) == ["tree-1", new.name, "tree-4"]


# Where it is ------------------------------------------------------------------------------------------------------


def test_where_the_cache_of_a_user_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert user_folder({}, "linux") == "/home/ada/.cache/whenthen"
    assert user_folder({"XDG_CACHE_HOME": "/var/ada"}, "linux") == "/var/ada/whenthen"
    assert user_folder({"XDG_CACHE_HOME": "here"}, "linux") == "/home/ada/.cache/whenthen"
    assert user_folder({}, "darwin") == "/home/ada/Library/Caches/whenthen"
    assert user_folder({"LOCALAPPDATA": "C:/Local"}, "win32") == os.path.join("C:/Local", "whenthen", "cache")
    assert user_folder({}, "win32") is None
    for platform in ("linux", "darwin", "win32"):
        assert user_folder({"WHENTHEN_CACHE": "/other"}, platform) == "/other"
        assert user_folder({"WHENTHEN_CACHE": "off"}, platform) is None
        assert user_folder({"WHENTHEN_CACHE": "OFF"}, platform) is None


@pytest.mark.parametrize("word", ["off", "Off"])
def test_it_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("WHENTHEN_CACHE", word)
    assert open_store() is None
    assert open_store(tmp_path) is None
    monkeypatch.setenv("WHENTHEN_CACHE", str(tmp_path / "here"))
    store, named = open_store(), open_store(tmp_path / "there")
    assert store is not None
    assert named is not None
    assert os.path.dirname(store.folder) == str(tmp_path / "here")
    assert os.path.dirname(named.folder) == str(tmp_path / "there")
    assert not list(tmp_path.iterdir())


def test_an_installation_that_cannot_be_told_from_others_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHENTHEN_CACHE", "/somewhere")
    monkeypatch.setattr(stores, "edition", lambda: None)
    assert open_store() is None
