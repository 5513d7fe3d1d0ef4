"""The machines that the course is tried on: what is odd about each, what a learner does there, what is then said."""

from __future__ import annotations

from dataclasses import dataclass, field

from bare import COURSE, HOME

SET_UP = "cd ~/course && make .venv/.lab"
SECTION = ".venv/bin/python -E -s ~/section.py solutions/02_direct.ipynb"
CHECKED = "section: 4 of 4 passed"
DOCTOR = ".venv/bin/workshop doctor"
WORKS = r"ok\s+a function: made, called and removed"
ANEW = "is made anew: "


@dataclass(frozen=True)
class Cell:
    """One machine. `ready` machines have the course installed already; the others have python3 and make.

    `prepare` is run as root before; `says` are patterns that what the learner sees must have, `never` those that it
    must not have. `status` is that of the script, whose last command is the one that counts.
    """

    kind: str
    what: str
    script: str
    says: tuple[str, ...]
    suite: str = "bookworm"
    ready: bool = True
    packages: tuple[str, ...] = ()
    prepare: str = ""
    status: int = 0
    never: tuple[str, ...] = ("Traceback",)
    variables: dict[str, str] = field(default_factory=dict)
    network: bool = True
    mounts: str = ""
    tmp: str = "2g"
    user: int = 1000
    seldom: bool = False

    @property
    def id(self) -> str:
        """For pytest."""
        return f"{self.kind}: {self.what}".replace(" ", "-")


def _tmpfs(at: str, options: str) -> str:
    return f"mkdir -p .{at}\nmount -t tmpfs -o {options},uid=1000,gid=1000,mode=755 tmpfs .{at}"


def _system(suite: str, python: str, **more: object) -> Cell:
    what = f"{suite}, nothing but Python {python} and make"
    script = f"{SET_UP} && {DOCTOR} && {SECTION}"
    version = rf"Setting up with Python {python}"
    return Cell("system", what, script, (version, WORKS, CHECKED), suite, ready=False, **more)  # type: ignore[arg-type]


SYSTEMS = (
    _system("bookworm", "3.11"),
    _system("noble", "3.12", seldom=True),
    _system("trixie", "3.13", seldom=True),
    _system("resolute", "3.14"),
    Cell(
        "system",
        "sid, with Python 3.15",
        f"{SET_UP} PYTHON=python3.15 && {DOCTOR} && {SECTION}",
        ("Setting up with Python 3.15", WORKS, CHECKED),
        "sid",
        ready=False,
        packages=("python3.15",),
        seldom=True,
    ),
    Cell(
        "system",
        "bullseye, whose Python is too old",
        SET_UP,
        (r"needs Python 3\.11 or newer; /usr/bin/python3 is 3\.9", "To get one: uv python install"),
        "bullseye",
        ready=False,
        status=2,
    ),
    Cell(
        "system",
        "bookworm with python3-venv",
        f"{SET_UP} && {DOCTOR}",
        (WORKS,),
        ready=False,
        packages=("python3-venv",),
        seldom=True,
    ),
    Cell(
        "system",
        "no make",
        "cd ~/course && python3 src/lambda_workshop/setup/start.py lab && .venv/bin/workshop doctor",
        (WORKS,),
        ready=False,
        prepare="rm /usr/bin/make",
        seldom=True,
    ),
    Cell(
        "system",
        "an old python3 before the one that fits",
        f"mkdir ~/bin && printf '#!/bin/sh\\necho 3.9\\n' > ~/bin/python3.13 && chmod +x ~/bin/python3.13 && {SET_UP} "
        "PYTHON=~/bin/python3.13; python3 -c 'print(1)'",
        ("1",),
        ready=False,
    ),
    Cell(
        "system",
        "a Python without ssl",
        SET_UP,
        ("not complete: .*ssl", "To get one"),
        ready=False,
        prepare="rm -f /usr/lib/python3.11/lib-dynload/_ssl*",
        status=2,
    ),
    Cell(
        "system",
        "a Python that is named and not there",
        f"{SET_UP} PYTHON=python3.77",
        ("python3.77",),
        ready=False,
        status=2,
    ),
)

USERS = (
    Cell("user", "root", f"cd {COURSE} && {DOCTOR} && {SECTION.replace('~', HOME)}", (WORKS, CHECKED), user=0),
    Cell(
        "user",
        "no name, no home",
        f"cd {COURSE} && {DOCTOR} && {SECTION.replace('~', HOME)}",
        (WORKS, CHECKED),
        prepare=f"chown -R 4242 {COURSE}",
        variables={"HOME": ""},
        user=4242,
    ),
    Cell(
        "user",
        "a home that cannot be written",
        f"cd {COURSE} && {DOCTOR}; (timeout 20 make lab ARGS=--no-browser; true)",
        (WORKS, "cannot be written to: your progress and JupyterLab's files are in", r"http://127\.0\.0\.1:\d+/lab"),
        variables={"HOME": "/usr"},
    ),
    Cell(
        "folder",
        "a name with spaces and umlauts",
        f"mv ~/course '{HOME}/Über die Wolken' && cd '{HOME}/Über die Wolken' && make .venv/.lab && {SECTION}",
        (f"{ANEW}it was made in {COURSE}, and was moved or copied", CHECKED),
        seldom=True,
    ),
    Cell(
        "folder",
        "another user's",
        f"cd {COURSE} && make .venv/.lab",
        ("cannot be written to", "cp -r"),
        ready=False,
        prepare=f"chown -R root {COURSE}",
        status=2,
    ),
    Cell(
        "folder",
        "a disk that forbids programs",
        "cp -r ~/course ~/stick/course && cd ~/stick/course && make .venv/.lab",
        ("noexec", "cp -r"),
        ready=False,
        mounts=_tmpfs(f"{HOME}/stick", "noexec,size=2g"),
        status=2,
        seldom=True,
    ),
    Cell(
        "folder",
        "a disk that is read only",
        "cd ~/course && make .venv/.lab",
        ("Read-only file system", "cp -r"),
        ready=False,
        mounts=f"mount --bind .{COURSE} .{COURSE}\nmount -o remount,ro,bind .{COURSE}",
        status=2,
    ),
    Cell(
        "folder",
        "a deep one",
        'd=~/$(printf "deep/%.0s" $(seq 40)) && mkdir -p $d && mv ~/course $d/course && cd $d/course && '
        f"make .venv/.lab && {DOCTOR}",
        (WORKS,),
        seldom=True,
    ),
)

_FIRST_SECONDS = "setsid make .venv/.lab >/dev/null 2>&1 & sleep {}; kill -9 -- -$!; sleep 0.2"
INTERRUPTIONS = (
    Cell(
        "environment",
        "killed in its first second",
        f"cd ~/course; {_FIRST_SECONDS.format(0.7)}; make .venv/.lab && {DOCTOR}",
        (f"{ANEW}it was not finished|Setting up", WORKS),
        ready=False,
        seldom=True,
    ),
    Cell(
        "environment",
        "killed while pip installs",
        f"cd ~/course; {_FIRST_SECONDS.format(12)}; make .venv/.lab && {DOCTOR}",
        (f"{ANEW}it was not finished", WORKS),
        ready=False,
        seldom=True,
    ),
    Cell(
        "environment",
        "two make lab at once",
        f"cd ~/course; make .venv/.lab & make .venv/.lab; wait; {DOCTOR}",
        ("Another set-up runs in this folder", WORKS),
        ready=False,
        seldom=True,
    ),
    Cell(
        "environment",
        "moved",
        f"mv ~/course ~/elsewhere && cd ~/elsewhere && make .venv/.lab && {DOCTOR}",
        (f"{ANEW}it was made in {COURSE}, and was moved or copied", WORKS),
        seldom=True,
    ),
    Cell(
        "environment",
        "moved, seen by the doctor",
        "mv ~/course ~/elsewhere && cd ~/elsewhere && .venv/bin/python -m lambda_workshop.cli doctor",
        (r"mend\s+environment: .*moved or copied", "-> make lab"),
        status=1,
    ),
    Cell(
        "environment",
        "made by another program",
        f"cd ~/course && rm -rf .venv && python3 -m venv --without-pip .venv && make .venv/.lab && {DOCTOR}",
        (f"{ANEW}it was made by another program", WORKS),
        seldom=True,
    ),
    Cell(
        "environment",
        "of a Python that the system replaced",
        'cd ~/course && sed -i \'s/"python": "3.11/"python": "3.10/\' .venv/lambda-workshop.json && make .venv/.lab && '
        f"{DOCTOR}",
        (rf"{ANEW}it was made with Python 3\.10\.\d+, and the system now has 3\.11", WORKS),
        seldom=True,
    ),
    Cell(
        "environment",
        "something of the learner's under its name",
        "cd ~/course && mkdir .venv && echo thesis > .venv/thesis.txt; make .venv/.lab || cat .venv/thesis.txt",
        ("is no Python environment, and is not removed", "-> mv", "thesis"),
        ready=False,
    ),
    Cell(
        "environment",
        "uv sync, then uv run",
        "cd ~/course && python3 -m venv ~/uv && .venv/bin/python -m pip -q --python ~/uv/bin/python install uv && "
        "rm -rf .venv && ~/uv/bin/uv sync -q && ~/uv/bin/uv run workshop doctor && ~/uv/bin/uv run python ~/section.py "
        "solutions/02_direct.ipynb",
        (WORKS, "packages: .* all as tested", CHECKED),
        packages=("python3-venv",),
        seldom=True,
    ),
    Cell(
        "environment",
        "uvx, from the wheel",
        "cd ~/course && .venv/bin/python -m pip -q wheel --no-deps -w ~/wheels . && .venv/bin/python -m pip -q install uv && "
        "mkdir ~/here && cd ~/here && ~/course/.venv/bin/uvx -c ~/course/constraints.txt --from ~/wheels/*.whl "
        "lambda-workshop doctor && ~/course/.venv/bin/uvx -c ~/course/constraints.txt --from ~/wheels/*.whl "
        "lambda-workshop hand-out && ls notebooks",
        (WORKS, "Added 1", "00_start.ipynb"),
        seldom=True,
    ),
    Cell(
        "environment",
        "pipx run, from the wheel",
        "cd ~/course && .venv/bin/python -m pip -q wheel --no-deps -w ~/wheels . && cd ~ && "
        "PIP_CONSTRAINT=~/course/constraints.txt pipx run --spec ~/wheels/*.whl lambda-workshop doctor",
        (WORKS,),
        packages=("python3-venv", "pipx"),
        seldom=True,
    ),
)

_PROXY = "http://127.0.0.1:9"
SURROUNDINGS = (
    Cell(
        "variables",
        "a proxy that takes everything",
        f"cd ~/course && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED, "proxy: .*127.0.0.1:9"),
        variables={"http_proxy": _PROXY, "https_proxy": _PROXY, "HTTP_PROXY": _PROXY},
    ),
    Cell(
        "variables",
        "a SOCKS proxy",
        f"cd ~/course && {SECTION} && (timeout 20 make lab ARGS=--no-browser; true)",
        (CHECKED, r"http://127\.0\.0\.1:\d+/lab"),
        variables={"ALL_PROXY": "socks5://127.0.0.1:9", "all_proxy": "socks5://127.0.0.1:9"},
    ),
    Cell(
        "variables",
        "a profile of another machine",
        f"cd ~/course && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED),
        variables={"AWS_PROFILE": "work", "AWS_DEFAULT_PROFILE": "work", "AWS_REGION": "eu-west-3"},
    ),
    Cell(
        "variables",
        "an unreadable ~/.aws/config",
        f"mkdir ~/.aws && printf '[default]\\nendpoint_url=http://127.0.0.1:9\\n' > ~/.aws/config && chmod 0 ~/.aws/config && "
        f"cd ~/course && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED),
    ),
    Cell(
        "variables",
        "a PYTHONPATH with another boto3",
        f"mkdir ~/lib && echo 'raise SystemExit(7)' > ~/lib/boto3.py && cd ~/course && {DOCTOR} && "
        "(timeout 20 make lab ARGS=--no-browser; true)",
        (r"http://127\.0\.0\.1:\d+/lab", "not heard by lessons: .*PYTHONPATH|ok .*variables"),
        variables={"PYTHONPATH": f"{HOME}/lib"},
    ),
    Cell(
        "variables",
        "PYTHONOPTIMIZE",
        f"cd ~/course && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED),
        variables={"PYTHONOPTIMIZE": "2"},
    ),
    Cell(
        "variables",
        "pip for the user, and a target elsewhere",
        f"mkdir -p ~/.config/pip && printf '[global]\\nuser = true\\n' > ~/.config/pip/pip.conf && {SET_UP} && {DOCTOR}",
        (WORKS,),
        ready=False,
        variables={"PIP_USER": "1", "PIP_TARGET": "/nowhere", "PIP_REQUIRE_VIRTUALENV": "1"},
        seldom=True,
    ),
    Cell(
        "variables",
        "a temporary folder that is not there",
        f"cd ~/course && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED),
        variables={"TMPDIR": "/nowhere"},
    ),
    Cell(
        "variables",
        "a language that is not there",
        f"cd ~/course && {SECTION} && (timeout 20 make lab ARGS=--no-browser; true)",
        (CHECKED, r"http://127\.0\.0\.1:\d+/lab"),
        variables={"LC_ALL": "xx_YY.UTF-8", "LANG": "xx_YY.UTF-8", "LANGUAGE": "xx"},
    ),
    Cell(
        "variables",
        "certificates that are not there",
        f"cd ~/course && {SECTION} && (timeout 20 make lab ARGS=--no-browser; true)",
        (CHECKED, r"http://127\.0\.0\.1:\d+/lab"),
        variables={"SSL_CERT_FILE": "/nowhere", "AWS_CA_BUNDLE": "/nowhere", "REQUESTS_CA_BUNDLE": "/nowhere"},
    ),
    Cell(
        "variables",
        "all of them at once",
        f"mkdir ~/lib && echo 'raise SystemExit(7)' > ~/lib/six.py && cd ~/course && make .venv/.lab && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED),
        variables={
            "http_proxy": _PROXY,
            "ALL_PROXY": "socks5://127.0.0.1:9",
            "AWS_PROFILE": "work",
            "AWS_ENDPOINT_URL_LAMBDA": _PROXY,
            "PYTHONOPTIMIZE": "2",
            "PYTHONPATH": "/nowhere",
            "TMPDIR": "/nowhere",
            "LC_ALL": "xx_YY",
            "PYTEST_ADDOPTS": "--nonsense",
        },
    ),
)

NETWORKS = (
    Cell(
        "network",
        "none",
        SET_UP,
        ("package index cannot be reached", "install from a bundle", "What was said"),
        ready=False,
        network=False,
        packages=("python3-venv",),
        status=2,
    ),
    Cell(
        "network",
        "none, and no pip either",
        SET_UP,
        ("comes without pip", "sudo apt-get .*install python3-venv"),
        ready=False,
        network=False,
        status=2,
    ),
    Cell(
        "network",
        "a proxy that refuses",
        SET_UP,
        ("proxy refuses|cannot be reached", "export https_proxy="),
        ready=False,
        packages=("python3-venv",),
        variables={"https_proxy": _PROXY, "http_proxy": _PROXY},
        status=2,
    ),
    Cell(
        "network",
        "gone after the set-up",
        f"cd ~/course && make .venv/.lab && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED),
        network=False,
    ),
    Cell(
        "network",
        "none, from a bundle",
        "cp -r /bundle ~/stick && cd ~ && python3 stick/install.py course-here && cd course-here && "
        ".venv/bin/workshop doctor && .venv/bin/workshop hand-out && ls notebooks",
        ("Ready. Open the course", WORKS, "00_start.ipynb"),
        ready=False,
        network=False,
        seldom=True,
    ),
)

ROOM = (
    Cell(
        "room",
        "a small disk",
        "cp -r ~/course ~/small/course && cd ~/small/course && make .venv/.lab",
        (r"Too little room on the disk of .*MB are free, and \d+ MB are needed", "df -h"),
        ready=False,
        mounts=_tmpfs(f"{HOME}/small", "size=200m"),
        status=2,
    ),
    Cell(
        "room",
        "a disk for few files",
        "cp -r ~/course ~/small/course && cd ~/small/course && make .venv/.lab",
        ("room for .* more files only", "df -i"),
        ready=False,
        mounts=_tmpfs(f"{HOME}/small", "size=2g,nr_inodes=4000"),
        status=2,
    ),
    Cell(
        "room",
        "a small /tmp",
        SET_UP,
        ("Too little room on the disk of /tmp", "TMPDIR"),
        ready=False,
        tmp="20m",
        status=2,
    ),
    Cell(
        "room",
        "little memory for the set-up",
        f"ulimit -v 200000; {SET_UP}",
        ("Too little memory", "ulimit"),
        ready=False,
        status=2,
    ),
    Cell(
        "room",
        "little memory for a lesson",
        "cd ~/course; ulimit -v 350000; .venv/bin/python -c 'from lambda_workshop import lesson; lesson(\"sqs\")'; "
        f"{DOCTOR}",
        (r"Memory: \d+ MB are free on this shell \(ulimit -v\)", r"mend\s+memory", "ulimit -v unlimited"),
        status=1,
    ),
    Cell(
        "room",
        "a /tmp that is cleaned in mid-lesson",
        f"cd ~/course && .venv/bin/workshop start && rm -rf /tmp/* && {DOCTOR} && {SECTION}",
        (WORKS, CHECKED),
    ),
)

_STATE = "~/.local/state/lambda-workshop"
_KILL_BOTH = (
    f'python3 -c \'import json, os; state = json.load(open(os.path.expanduser("{_STATE}/backend.json"))); '
    '[os.kill(state[role][0], 9) for role in ("supervisor", "server")]\''
)
LEAVING = (
    Cell(
        "leaving",
        "a killed backend is swept",
        f"cd ~/course && .venv/bin/workshop start && {_KILL_BOTH}; .venv/bin/workshop stop; cd {_STATE} && ls -A && "
        "rm -f backend.* && cd .. && rmdir lambda-workshop && echo nothing is left",
        ("nothing is left",),
    ),
    Cell(
        "leaving",
        "make clean",
        "cd ~/course && .venv/bin/workshop hand-out && make clean && ls -A . work && find . -name __pycache__ -o -name .venv",
        ("Removed from /home/learner/course: .*\\.venv", "notebooks and labs stay", "To remove all"),
        never=("Traceback", r"\./.*__pycache__", r"\./\.venv"),
    ),
    Cell(
        "leaving",
        "workshop uninstall",
        "cd ~/course && .venv/bin/workshop hand-out && echo mine >> work/labs/11_sqs/handler.py && "
        ".venv/bin/workshop start && .venv/bin/workshop uninstall --yes; ls -A ~/.local/state ~/course/work ~/course/.venv",
        ("To be removed: your progress", "Stays: .*11_sqs/handler.py, your work", "Removed", r"labs"),
        status=2,
    ),
    Cell(
        "leaving",
        "git pull over worked-in notebooks",
        "git config --global user.email a@b.c; git config --global user.name a; git config --global init.defaultBranch main; "
        "cd ~/course && git init -q && git add -A && git commit -qm one && git clone -q . ~/theirs && "
        ".venv/bin/workshop hand-out && sed -i 's/SQS/sqs/' work/notebooks/11_sqs.ipynb && cd ~/theirs && "
        "sed -i 's/queue/QUEUE/' notebooks/11_sqs.ipynb notebooks/10_sns.ipynb && git commit -qam two && cd ~/course && "
        "git pull -q ~/theirs main && .venv/bin/workshop hand-out",
        ("Added 1", "Renewed 1 file", "Kept 1 file .*11_sqs.ipynb", "newer version of: notebooks/11_sqs.ipynb"),
        packages=("git", "ca-certificates"),
        seldom=True,
    ),
)

CELLS = (*SYSTEMS, *USERS, *INTERRUPTIONS, *SURROUNDINGS, *NETWORKS, *ROOM, *LEAVING)
