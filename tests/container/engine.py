"""Building the image and running containers: with Docker where an engine answers, else with
buildah and podman, which need no engine but root on Linux.
"""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASE = "localhost/playground-test-base:trixie"
NGINX = "localhost/playground-test-nginx:trixie"
IMAGE = "localhost/playground-test"
PACKAGES = {BASE: "python3,python3-venv,ca-certificates", NGINX: "nginx-light"}
# crun cannot run on hybrid control groups; there is no systemd to time health checks.
PODMAN_RUN = ["--runtime=runc", "--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096"]
PODMAN_RUN += ["--health-interval=disable"]
# What of pip's settings of this machine a build on it needs.
PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout")
HEALTHY_SECONDS = 60


@dataclass(frozen=True)
class Engine:
    """How images are built and containers run here.

    Attributes
    ----------
    tool : str
        ``docker`` or ``podman``.
    run_options : tuple of str
        What every ``run`` needs here.
    """

    tool: str
    run_options: tuple[str, ...] = ()

    def call(self, *arguments: object, check: bool = True) -> str:
        """Run the tool; its output. RuntimeError shows what it says when it fails."""
        return _call(self.tool, *arguments, check=check)

    def build(self) -> str:
        """Build the image from the repository as it is; its name."""
        if self.tool == "docker":
            self.call("build", "--tag", IMAGE, ROOT)
        else:
            _import_debian(BASE)
            with tempfile.TemporaryDirectory() as made:
                _call(
                    *["buildah", "bud", "--format=docker", "--isolation=chroot", "--layers"],
                    *_registry_mounts(Path(made)),
                    *[f"--build-arg=BASE_IMAGE={BASE}", f"--tag={IMAGE}", ROOT],
                )
        return IMAGE

    def nginx(self, named: str) -> str:
        """The image of nginx: the one named where images can be had, else Debian's nginx."""
        if self.tool == "docker":
            return named
        _import_debian(NGINX)
        return NGINX

    def start(self, *options: str, image: str = IMAGE, command: Sequence[str] = ()) -> str:
        """Start a container; its identity."""
        said = self.call("run", "--detach", *self.run_options, *options, image, *command)
        return said.split()[-1]

    def run(self, *options: str, command: tuple[str, ...]) -> str:
        """Run a command in a container of its own; its output."""
        return self.call("run", "--rm", *self.run_options, *options, IMAGE, *command)

    def remove(self, container: str) -> None:
        """Kill and forget a container."""
        at_once = ["--time=0"] if self.tool == "podman" else []
        self.call("rm", "--force", "--volumes", *at_once, container, check=False)

    def inspect(self, container: str, format: str) -> str:
        """One thing that the tool knows about a container or an image."""
        return self.call("inspect", "--format", format, container).strip()

    def log(self, container: str) -> str:
        """What a container has written to stderr."""
        command = [self.tool, "logs", container]
        return subprocess.run(command, capture_output=True, text=True, check=True).stderr

    def address(self, container: str, network: str) -> str:
        """A container's address on a network."""
        return self.inspect(
            container, f'{{{{(index .NetworkSettings.Networks "{network}").IPAddress}}}}'
        )

    @contextlib.contextmanager
    def inside_network(self) -> Iterator[str]:
        """Name of a network without a way out."""
        name = f"playground-test-{os.getpid()}-{time.monotonic_ns()}"
        self.call("network", "create", "--internal", name)
        try:
            yield name
        finally:
            self.call("network", "rm", name, check=False)

    def wait_healthy(self, container: str) -> None:
        """Wait until the image's own health check says so. RuntimeError with the log if never."""
        give_up = time.monotonic() + HEALTHY_SECONDS
        while time.monotonic() < give_up:
            if self._is_healthy(container):
                return
            time.sleep(0.3)
        raise RuntimeError(f"It is not healthy:\n{self.log(container)}")

    def _is_healthy(self, container: str) -> bool:
        if self.tool == "docker":
            return self.inspect(container, "{{.State.Health.Status}}") == "healthy"
        command = ["podman", "healthcheck", "run", container]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def find_engine() -> Engine | None:
    """The engine of this machine, or None."""
    if shutil.which("docker") and _answers("docker", "info"):
        return Engine("docker")
    tools = ("podman", "buildah", "runc", "mmdebstrap")
    if os.geteuid() == 0 and all(map(shutil.which, tools)):
        return Engine("podman", tuple(PODMAN_RUN))
    return None


def _import_debian(image: str) -> None:
    """Debian with a few packages as an image, unless it was made before."""
    if not _answers("podman", "image", "exists", image):
        options = ["--quiet", "--variant=minbase", f"--include={PACKAGES[image]}", "trixie"]
        with tempfile.NamedTemporaryFile(suffix=".tar") as archive:
            _call("mmdebstrap", *options, archive.name)
            _call("podman", "import", "--quiet", archive.name, image)


def _registry_mounts(folder: Path) -> list[str]:
    """Options that let a build use this machine's package index and certificates."""
    settings: dict[str, str] = {}
    for line in _call(sys.executable, "-m", "pip", "config", "list").splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = str(ast.literal_eval(value))
    wanted = {name: settings[name] for name in PIP_SETTINGS if name in settings}
    for name in ("index-url", "extra-index-url"):
        far = [word for word in wanted.pop(name, "").split() if not word.startswith("file:")]
        wanted |= {name: " ".join(far)} if far else {}
    mounts = {}
    given = settings.get("cert") or os.environ.get("SSL_CERT_FILE", "")
    if given and Path(given).is_file():
        wanted["cert"] = "/etc/pip-certificates.pem"
        mounts[given] = wanted["cert"]
    configuration = folder / "pip.conf"
    lines = [f"{name} = {value}" for name, value in wanted.items()]
    configuration.write_text("\n".join(["[global]", *lines, ""]))
    mounts[str(configuration)] = "/etc/pip.conf"
    return [f"--volume={Path(host).resolve()}:{there}:ro" for host, there in mounts.items()]


def options_of(service: Mapping) -> list[str]:
    """Options of ``run`` that say what a service of compose.yaml says, but for its networks."""
    assert service["read_only"] is True
    options = ["--read-only", f"--memory={service['mem_limit']}"]
    options += [f"--pids-limit={service['pids_limit']}"]
    options += [f"--cap-drop={name}" for name in service["cap_drop"]]
    options += [f"--tmpfs={path}" for path in service["tmpfs"]]
    security = [option.removesuffix(":true") for option in service["security_opt"]]
    options += [f"--security-opt={option}" for option in security]
    options += [f"--user={service['user']}"] if "user" in service else []
    options += [f"--env-file={ROOT / service['env_file']}"] if "env_file" in service else []
    options += [f"--env={name}={value}" for name, value in service.get("environment", {}).items()]
    return options + [f"--volume={ROOT / volume}" for volume in service.get("volumes", [])]


def _answers(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _call(*command: object, check: bool = True) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode:
        said = (done.stdout + done.stderr)[-4000:]
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{said}")
    return done.stdout
