"""Submissions are found in every usual form and unpacked safely, whatever is in them."""

from __future__ import annotations

import io
import json
import os
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from corpus import notebook

from lambda_workshop.authoring.section import load
from lambda_workshop.grading import archives
from lambda_workshop.grading.grade import NoticeKind
from lambda_workshop.grading.reading import read_notebook
from lambda_workshop.grading.submissions import Submission, SubmissionsError, find
from lambda_workshop.grading.unpacking import without_outputs

SQS = json.dumps(notebook("sqs"))
S3 = json.dumps(notebook("s3"))
SQS_PLACE, S3_PLACE = "notebooks/11_sqs.ipynb", "notebooks/09_s3.ipynb"
LAB_PLACE = "labs/11_sqs/handler.py"


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(files: Mapping[str, str | bytes] | Sequence[tuple[str | zipfile.ZipInfo, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def tarred(members: Sequence[tuple[tarfile.TarInfo, bytes]], mode: Any = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def unpacked(submission: Submission, to: Path) -> tuple[list[str], list[str]]:
    """The files that it came to, and what was said."""
    to.mkdir(parents=True)
    notices = submission.unpack(to)
    assert {notice.kind for notice in notices} <= {NoticeKind.DAMAGED}
    files = [path for path in to.rglob("*") if not path.is_dir()]
    assert all(path.is_file() and not path.is_symlink() for path in files)
    return sorted(path.relative_to(to).as_posix() for path in files), [notice.text for notice in notices]


def only(tmp_path: Path, files: Mapping[str, str | bytes]) -> tuple[list[str], list[str]]:
    """What comes of the one submission of a folder with these files."""
    (submission,) = find(put(tmp_path / "class", files))
    return unpacked(submission, tmp_path / "out")


# The forms.


def test_a_folder_an_archive_or_a_notebook_for_each_learner(tmp_path: Path) -> None:
    class_ = put(
        tmp_path / "class",
        {
            "ada/notebooks/11_sqs.ipynb": SQS,
            "ada/labs/11_sqs/handler.py": "x = 1",
            "ben.zip": zipped({"work/11_sqs.ipynb": SQS, "work/sqs/handler.py": "x = 1"}),
            "cyd.tar.gz": tarred([(tarfile.TarInfo("./11_sqs.ipynb"), SQS.encode())]),
            "dan.ipynb": SQS,
            "class list.csv": "ada,ben",
        },
    )
    found = list(find(class_))
    assert [one.learner for one in found] == ["ada", "ben", "cyd", "dan"]
    results = [unpacked(one, tmp_path / one.learner) for one in found]
    assert results == [([LAB_PLACE, SQS_PLACE], [])] * 2 + [([SQS_PLACE], [])] * 2


@pytest.mark.parametrize("top", ["submitted/", ""])
def test_what_nbgrader_collected(tmp_path: Path, top: str) -> None:
    files = {"ada/11_sqs/11_sqs.ipynb": SQS, "ada/11_sqs/handler.py": "x = 1", "ada/11_sqs/timestamp.txt": "now"}
    class_ = put(tmp_path, {f"{top}{name}": content for name, content in files.items()})
    if top:
        put(tmp_path, {"source/11_sqs/11_sqs.ipynb": SQS})
    (submission,) = find(class_)
    assert submission.learner == "ada"
    assert unpacked(submission, tmp_path / "out") == ([LAB_PLACE, SQS_PLACE], [])


@pytest.mark.parametrize("join", ["/", "_"], ids=["in folders", "in one folder"])
def test_what_moodle_gave_to_download(tmp_path: Path, join: str) -> None:
    class_ = put(
        tmp_path / "class",
        {
            f"Ada Lovelace_12345_assignsubmission_file{join}11_sqs.ipynb": SQS,
            f"Ada Lovelace_12345_assignsubmission_file{join}handler.py": "x = 1",
            f"Ada Lovelace_12345_assignsubmission_onlinetext{join}onlinetext.html": "hello",
            f"Ada Lovelace_6_assignsubmission_file{join}11_sqs.ipynb": SQS,
            f"Zoë_7_assignsubmission_file{join}work.zip": zipped({"11_sqs.ipynb": SQS}),
        },
    )
    found = list(find(class_))
    assert [(one.learner, dict(one.ids)) for one in found] == [
        ("Ada Lovelace (12345)", {"moodle": "12345"}),
        ("Ada Lovelace (6)", {"moodle": "6"}),
        ("Zoë", {"moodle": "7"}),
    ]
    assert unpacked(found[0], tmp_path / "ada") == ([LAB_PLACE, SQS_PLACE], [])
    assert unpacked(found[2], tmp_path / "zoe") == ([SQS_PLACE], [])


def test_an_old_moodles_folders_end_with_a_line(tmp_path: Path) -> None:
    (found,) = find(put(tmp_path, {"Ada_1_assignsubmission_file_/11_sqs.ipynb": SQS}))
    assert (found.learner, dict(found.ids)) == ("Ada", {"moodle": "1"})


def test_what_canvas_gave_to_download(tmp_path: Path) -> None:
    class_ = put(
        tmp_path / "class",
        {
            "lovelaceada_LATE_123_456_11_sqs-2.ipynb": SQS,
            "lovelaceada_LATE_123_457_handler.py": "x = 1",
            "lovelaceada_123_458_09_s3.ipynb": S3,
            "group_1_late_9_8_11_sqs.ipynb": SQS,
            "LATE_anon_aB3dE_77_11_sqs.ipynb": SQS,
            "doejohn_10_11_text.html": "hello",
            "overview.ipynb": SQS,
        },
    )
    found = {one.learner: one for one in find(class_)}
    assert {name: dict(one.ids) for name, one in found.items()} == {
        "lovelaceada": {"canvas": "123"},
        "group_1": {"canvas": "9"},
        "anon_aB3dE": {"canvas": "anon_aB3dE"},
        "overview": {},
    }
    files, said = unpacked(found["lovelaceada"], tmp_path / "out")
    assert [name for name in files if name.startswith("notebooks")] == sorted([SQS_PLACE, S3_PLACE])
    # Two sections were handed in flat: nobody can say whose the handler is.
    assert ["named after a section" in text for text in said] == [True]


def test_of_two_that_canvas_keeps_the_later_is_graded(tmp_path: Path) -> None:
    later = SQS.replace("import json", "import json  # later")
    files, said = only(tmp_path, {"a_1_2_11_sqs-1.ipynb": later, "a_1_1_11_sqs.ipynb": SQS})
    assert files == [SQS_PLACE]
    assert "# later" in (tmp_path / "out" / SQS_PLACE).read_text("utf-8")
    assert ["a_1_2_11_sqs-1.ipynb, the newest, is graded" in text for text in said] == [True]


def test_notebooks_named_after_a_learner_and_a_section_are_one_submission(tmp_path: Path) -> None:
    files, said = only(tmp_path, {"ada_11_sqs.ipynb": SQS, "ada_09_s3.ipynb": S3})
    assert (files, said) == (sorted([SQS_PLACE, S3_PLACE]), [])


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir, lambda path: path.write_text("x", encoding="utf-8")])
def test_a_folder_without_submissions_says_which_forms_there_are(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "class")
    with pytest.raises(SubmissionsError, match=r"submitted.*Moodle.*Canvas"):
        list(find(tmp_path / "class"))


# Names and hashes.


def test_names_are_unique_and_fit_for_files(tmp_path: Path) -> None:
    names = ["Ada", "ada", "ada (2)", "a:b?", "x" * 200, "line\nbreak", "..dots.. "]
    found = [one.learner for one in find(put(tmp_path, {f"{name}/11_sqs.ipynb": SQS for name in names}))]
    assert len({name.casefold() for name in found}) == len(names) - 1
    assert all(len(name) < 120 and not set('/\\:*?"<>|\n') & set(name) and name.strip(" .") == name for name in found)


@pytest.mark.parametrize("whole", ["carol/00_start.ipynb", "Carol/work/11_sqs.ipynb", "carol.zip", "carol.ipynb"])
@pytest.mark.parametrize("loose", ["carol_00_start.ipynb", "CAROL_11_sqs.ipynb", "carol-11_sqs.ipynb"])
def test_a_notebook_named_after_somebody_takes_nothing_of_hers(tmp_path: Path, whole: str, loose: str) -> None:
    hers = zipped({"11_sqs.ipynb": SQS}) if whole.endswith(".zip") else SQS
    theirs = SQS.replace("import json", "import json  # theirs")
    found = list(find(put(tmp_path / "class", {whole: hers, loose: theirs})))
    carol, other = sorted(found, key=lambda one: len(one.learner))
    assert carol.learner.casefold() == "carol" and loose in other.learner
    assert unpacked(carol, tmp_path / "hers") == ([SQS_PLACE], [])
    assert "# theirs" not in (tmp_path / "hers" / SQS_PLACE).read_text("utf-8")
    files, said = unpacked(other, tmp_path / "theirs")
    assert files == [SQS_PLACE] and "there is other work under the name" in said[0]


def test_a_learners_folder_and_zip_are_one_submission(tmp_path: Path) -> None:
    files, said = only(tmp_path, {"ada/11_sqs.ipynb": SQS, "ada.zip": zipped({"11_sqs.ipynb": SQS})})
    assert (files, said) == ([SQS_PLACE], [])


def test_one_name_in_two_spellings_of_unicode_is_one_learner(tmp_path: Path) -> None:
    files = {"Zoe\u0308/sqs/handler.py": "x = 1", "Zo\u00eb.zip": zipped({"11_sqs.ipynb": SQS})}
    assert only(tmp_path, files) == ([LAB_PLACE, SQS_PLACE], [])


def test_the_hash_depends_on_names_and_bytes_alone(tmp_path: Path) -> None:
    def content(place: str, files: Mapping[str, str]) -> str:
        (found,) = find(put(tmp_path / place, files))
        return found.content

    first = content("a", {"ada/x.ipynb": SQS, "ada/y.py": "ab"})
    assert first == content("b", {"ada/y.py": "ab", "ada/x.ipynb": SQS, "ada/.ipynb_checkpoints/x.ipynb": "old"})
    assert len({first, content("c", {"ada/x.ipynb": SQS, "ada/z.py": "ab"}), content("d", {"ada/x.ipynb": SQS})}) == 3


# What a submission may look like.


@pytest.mark.parametrize(
    "name",
    ["mine.ipynb", "11_SQS.IPYNB", "11_sqs.ipynb.txt", "11_sqs (1).ipynb", "deep/er/Copy of it.ipynb", "09_s3.ipynb"],
)
def test_a_notebook_is_known_by_what_is_in_it(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, {f"ada/{name}": SQS}) == ([SQS_PLACE], [])


@pytest.mark.parametrize("keep", ["id", "grade_id", "exercise"])
def test_a_notebook_without_metadata_is_known_by_its_cells(tmp_path: Path, keep: str) -> None:
    document = json.loads(SQS)
    document["metadata"] = {}
    for cell in document["cells"]:
        identity, metadata = cell.pop("id"), cell.pop("metadata")
        cell["metadata"] = {}
        if keep == "id":
            cell["id"] = identity
        elif keep == "grade_id" and "nbgrader" in metadata:
            cell["metadata"] = {"nbgrader": metadata["nbgrader"]}
        elif keep == "exercise":
            cell["metadata"] = {"lambda_workshop": metadata.get("lambda_workshop", {})}
    assert only(tmp_path, {"ada/mine.ipynb": json.dumps(document)}) == ([SQS_PLACE], [])


@pytest.mark.parametrize("name", ["11_sqs.ipynb", "sqs.ipynb", "11_sqs-Copy1.ipynb", "ada 11_sqs.ipynb"])
def test_a_notebook_that_cannot_be_parsed_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, {f"ada/{name}": "{"}) == ([SQS_PLACE], [])


def test_what_is_no_notebook_of_the_course_is_told(tmp_path: Path) -> None:
    files, said = only(
        tmp_path, {"ada/notes.ipynb": '{"cells": []}', "ada/broken.ipynb": "{", "ada/deep.ipynb": "[" * 9**6}
    )
    assert files == []
    assert said == [
        "broken.ipynb cannot be read, and is left out",
        "deep.ipynb cannot be read, and is left out",
        "notes.ipynb is no notebook of this course, and is left out",
    ]


@pytest.mark.parametrize("name", ["labs/11_sqs/handler.py", "sqs/handler.py", "11_sqs/lab/handler.py", "handler.py"])
def test_a_labs_folder_is_known_by_its_name_or_its_notebook(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, {f"ada/{name}": "x = 1", "ada/11_sqs.ipynb": SQS}) == ([LAB_PLACE, SQS_PLACE], [])


def test_the_newest_of_two_notebooks_of_a_section_is_graded(tmp_path: Path) -> None:
    old, new = zipfile.ZipInfo("11_sqs.ipynb", (1999, 1, 1, 0, 0, 0)), SQS.replace("import json", "import json  # new")
    files, said = only(tmp_path, {"ada/work/11_sqs.ipynb": new, "ada/old.zip": zipped([(old, SQS)])})
    assert files == [SQS_PLACE]
    assert "# new" in (tmp_path / "out" / SQS_PLACE).read_text("utf-8")
    assert said == [
        "old.zip/11_sqs.ipynb and work/11_sqs.ipynb are for the same place: work/11_sqs.ipynb, the newest, is graded"
    ]


def test_the_courses_own_solutions_are_nobodys_work(tmp_path: Path) -> None:
    starter = json.dumps(notebook("sqs", solved=False))
    files, said = only(
        tmp_path,
        {
            "ada/notebooks/11_sqs.ipynb": starter,
            "ada/solutions/11_sqs.ipynb": SQS,
            "ada/solutions/labs/11_sqs/handler.py": "x = 1",
            "ada/src/lambda_workshop/sections/sqs/lab/handler.py": "x = 1",
        },
    )
    assert files == [SQS_PLACE]
    assert read_notebook((tmp_path / "out" / SQS_PLACE).read_text("utf-8"), load("sqs")).fingerprints["sqs.wire"] == ""
    assert said == [
        "what is in solutions/ is the course's own and is left out",
        "what is in lambda_workshop/ is the course's own and is left out",
    ]


def test_a_hundred_megabytes_of_output_are_left_behind(tmp_path: Path) -> None:
    document = json.loads(SQS)
    lines = ['a line with "outputs": [ in it and a ] \\" too\n'] * 2_400_000
    document["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": lines}]
    document["cells"][0]["source"] = 'print("\\"outputs\\": [")'
    text = json.dumps(document)
    assert len(text) > 100 << 20
    assert only(tmp_path, {"ada/11_sqs.ipynb": text}) == ([SQS_PLACE], [])
    kept = json.loads((tmp_path / "out" / SQS_PLACE).read_text("utf-8"))
    assert [cell["source"] for cell in kept["cells"]] == [cell["source"] for cell in document["cells"]]


@pytest.mark.parametrize("text", ['{"outputs": [', '{"outputs": ["]', '"outputs":[' * 200_000, '{"outputs": [[]]]'])
def test_outputs_are_cut_from_what_is_no_json(text: str) -> None:
    assert len(without_outputs(text.encode())) <= len(text)


def test_a_bomb_of_brackets_is_not_parsed(tmp_path: Path) -> None:
    bomb = b'{"cells": [' + b"[]," * (4 << 20) + b"[]]}"
    tracemalloc.start()
    try:
        files, said = only(tmp_path, {"ada.zip": zipped({"11_sqs.ipynb": bomb})})
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert files == []
    assert ["larger than 8 MB" in text for text in said] == [True]
    assert peak < 200 << 20


# Archives that mean no good.


@pytest.mark.parametrize(
    "name", ["../../11_sqs.ipynb", "/etc/11_sqs.ipynb", "..\\..\\11_sqs.ipynb", "C:\\x\\11_sqs.ipynb"]
)
def test_a_name_that_leads_out_stays_inside_and_is_told(tmp_path: Path, name: str) -> None:
    files, said = only(tmp_path, {"ada.zip": zipped({name: SQS})})
    assert files == [SQS_PLACE]
    assert ["leads out" in text for text in said] == [True]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class", "out"]


def test_windows_separators_are_folders(tmp_path: Path) -> None:
    assert only(tmp_path, {"ada.zip": zipped({"labs\\11_sqs\\handler.py": "x = 1"})}) == ([LAB_PLACE], [])


def test_what_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    left = {
        "__MACOSX/._11_sqs.ipynb": "junk",
        ".ipynb_checkpoints/11_sqs.ipynb": "{}",
        ".DS_Store": "junk",
        "labs/11_sqs/__pycache__/handler.py": "junk",
    }
    assert only(tmp_path, {"ada.zip": zipped({"11_sqs.ipynb": SQS} | left)}) == ([SQS_PLACE], [])


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path / "secret", {"11_sqs.ipynb": SQS, "handler.py": "secret"})
    class_ = put(tmp_path / "class", {"ada/x.txt": "x"})
    (class_ / "ada" / "11_sqs.ipynb").symlink_to(secret / "11_sqs.ipynb")
    (class_ / "ada" / "sqs").symlink_to(secret)
    (class_ / "ben").symlink_to(secret)
    link = zipfile.ZipInfo("11_sqs.ipynb")
    link.external_attr = 0o120777 << 16
    put(class_, {"cyd.zip": zipped([(link, "/etc/passwd")])})
    found = [unpacked(one, tmp_path / "out" / one.learner) for one in find(class_)]
    assert [files for files, _said in found] == [[], [], []]
    assert all("left out" in text for _files, said in found for text in said)
    assert [len(said) for _files, said in found] == [2, 1, 1]


def test_devices_pipes_and_links_in_a_tar_are_left_out(tmp_path: Path) -> None:
    members = []
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        info = tarfile.TarInfo("11_sqs.ipynb")
        info.type, info.linkname = kind, "/etc/passwd"
        members.append((info, b""))
    files, said = only(tmp_path, {"ada.tar": tarred([*members, (tarfile.TarInfo("sqs/handler.py"), b"x = 1")], "w")})
    assert files == [LAB_PLACE]
    assert said == ["ada.tar/11_sqs.ipynb is no plain file and is left out"]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    class_ = put(tmp_path / "class", {"ada/x.txt": "x"})
    os.mkfifo(class_ / "ada" / "11_sqs.ipynb")
    (submission,) = find(class_)
    assert unpacked(submission, tmp_path / "out") == ([], ["11_sqs.ipynb is no plain file and is left out"])


def _bent(change: Any) -> bytes:
    raw = bytearray(zipped({"11_sqs.ipynb": SQS, "sqs/handler.py": "x = 1"}))
    change(raw)
    return bytes(raw)


def _encrypted(raw: bytearray) -> None:
    raw[6] |= 1
    raw[raw.find(b"PK\1\2") + 8] |= 1


def _unknown_method(raw: bytearray) -> None:
    raw[8] = raw[raw.find(b"PK\1\2") + 10] = 99


def _broken_data(raw: bytearray) -> None:
    raw[200:300] = b"\xff" * 100


@pytest.mark.parametrize("change", [_encrypted, _unknown_method, _broken_data])
def test_what_cannot_be_unpacked_does_not_keep_back_the_rest(tmp_path: Path, change: Any) -> None:
    files, said = only(tmp_path, {"ada.zip": _bent(change)})
    assert files == [LAB_PLACE]
    assert ["ada.zip/11_sqs.ipynb" in text for text in said] == [True]


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz", "tar.bz2", "txz"])
@pytest.mark.parametrize("what", ["empty", "noise", "cut", "zeros"])
def test_a_broken_archive_is_told_in_words(tmp_path: Path, ending: str, what: str) -> None:
    modes = {"tar": "w", "tar.gz": "w:gz", "tar.bz2": "w:bz2", "txz": "w:xz"}
    member = [(tarfile.TarInfo("11_sqs.ipynb"), SQS.encode())]
    whole = zipped({"11_sqs.ipynb": SQS}) if ending == "zip" else tarred(member, modes[ending])
    content = {
        "empty": b"",
        "noise": b"PK\3\4 noise" * 99,
        "cut": whole[: len(whole) // 2],
        "zeros": whole[:60] + b"\0" * 99,
    }
    files, said = only(tmp_path, {f"ada.{ending}": content[what]})
    assert files == []
    assert [text.startswith(f"ada.{ending}") for text in said] == [True]


def test_every_flipped_byte_of_an_archive_is_survived(tmp_path: Path) -> None:
    small = {"11_sqs.ipynb": "{}", "sqs/handler.py": "x = 1"}
    for name, whole in {
        "ada.zip": zipped(small),
        "ada.tgz": tarred([(tarfile.TarInfo(path), text.encode()) for path, text in small.items()]),
    }.items():
        for place in range(len(whole)):
            raw = bytearray(whole)
            raw[place] ^= 0xFF
            (submission,) = find(put(tmp_path / "class", {name: bytes(raw)}))
            submission.unpack(tmp_path / "out")
        (tmp_path / "class" / name).unlink()


@pytest.mark.parametrize("name", ["ada.7z", "ada.rar"])
def test_an_archive_of_another_kind_is_no_missing_submission(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, {name: b"7z"}) == ([], [f"{name} cannot be unpacked: hand in a zip file instead"])


def test_an_archive_in_an_archive_is_unpacked_and_no_deeper(tmp_path: Path) -> None:
    inner = zipped({"11_sqs.ipynb": SQS, "more.zip": zipped({"09_s3.ipynb": S3})})
    files, said = only(tmp_path, {"ada.zip": zipped({"inner.zip": inner})})
    assert files == [SQS_PLACE]
    assert said == ["ada.zip/inner.zip/more.zip is not unpacked: hand in one zip file"]


def test_too_many_files_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    files, said = only(tmp_path, {"ada.zip": zipped({f"{number}/handler.py": "x" for number in range(9)})})
    assert files == []
    assert any("more than 3 files" in text for text in said)


def test_an_archive_with_countless_entries_is_not_even_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MOST_ENTRIES", 3)
    many = {f"{number}.txt": "x" for number in range(9)}
    files, said = only(tmp_path, {"ada.zip": zipped(many | {"11_sqs.ipynb": SQS})})
    assert (files, ["more than 3 files" in text for text in said]) == ([], [True])


@pytest.mark.parametrize("form", ["zip", "tar.gz", "long name"])
def test_a_bomb_costs_no_more_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(archives, "LARGEST_FILE", 4 << 20)
    monkeypatch.setattr(archives, "LARGEST_SUBMISSION", 8 << 20)
    zeros = bytes(64 << 20)
    if form == "zip":
        files: dict[str, str | bytes] = {"ada.zip": zipped({"11_sqs.ipynb": zeros})}
    else:
        info = tarfile.TarInfo("11_sqs.ipynb")
        if form == "long name":
            info.type = tarfile.GNUTYPE_LONGNAME
        files = {"ada.tar.gz": tarred([(info, zeros)])}
    put(tmp_path / "class", files)
    tracemalloc.start()
    try:
        (submission,) = find(tmp_path / "class")
        unpacked_files, said = unpacked(submission, tmp_path / "out")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (unpacked_files, ["larger than" in text for text in said]) == ([], [True])
    assert peak < 16 << 20


def test_an_enormous_handler_is_left_out(tmp_path: Path) -> None:
    files, said = only(tmp_path, {"ada/sqs/handler.py": "#" * (2 << 20)})
    assert (files, said) == ([], ["sqs/handler.py is larger than 1 MB and is left out"])


def test_files_that_cannot_be_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert only(tmp_path, {"ada/11_sqs.ipynb": SQS}) == ([], ["11_sqs.ipynb cannot be read: Permission denied"])


def test_thousands_of_submissions_are_not_held_in_memory(tmp_path: Path) -> None:
    class_ = put(tmp_path, {f"learner-{number}.ipynb": "x" * 5_000 for number in range(2_000)})
    tracemalloc.start()
    try:
        assert sum(1 for _ in find(class_)) == 2_000
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 << 20


def test_a_file_that_is_too_large_to_be_read_makes_nobody_wait(tmp_path: Path) -> None:
    class_ = put(tmp_path / "class", {"ada/11_sqs.ipynb": SQS, "ada/film.mp4": "x", "ada/old.zip": "x"})
    for name in ("film.mp4", "old.zip", "09_s3.ipynb"):
        with (class_ / "ada" / name).open("ab") as file:
            file.truncate(30 << 30)
    began = time.monotonic()
    (submission,) = find(class_)
    files, said = unpacked(submission, tmp_path / "out")
    assert files == [SQS_PLACE] and sorted(text.split()[0] for text in said) == ["09_s3.ipynb", "old.zip"]
    assert time.monotonic() - began < 20
    with (class_ / "ada" / "film.mp4").open("ab") as file:
        file.truncate(31 << 30)
    assert next(find(class_)).content != submission.content
