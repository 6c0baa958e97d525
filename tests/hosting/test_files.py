"""The hosting files agree with each other and with what they promise."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from playground.live.limits import Limits
from tests.hosting import compose
from tests.hosting.pins import read_pins

ROOT = compose.ROOT
SERVICES = compose.services()


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_confined(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["tmpfs"] == ["/tmp"]
    assert not service.get("privileged")
    assert "max-size" in service["logging"]["options"]  # a log must not fill the disk


def test_only_nginx_is_to_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    reach = [name for name, service in SERVICES.items() if "outside" in service["networks"]]
    assert reach == ["nginx"]
    document = compose.document()
    assert document["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("environment_file", [None, "deploy/school.env"])
def test_nginx_is_told_the_processes_that_are_started_each_on_its_core(environment_file):
    given = compose.read_env(ROOT / environment_file) if environment_file else {}
    services = compose.services(given)
    names = compose.started(*filter(None, [given.get("COMPOSE_PROFILES")]))
    applications = [name for name in names if name.startswith("app-")]
    told = services["nginx"]["environment"]["PROCESSES"].split()
    addresses = [services[name]["networks"]["inside"]["ipv4_address"] for name in applications]
    assert told == [f"{address}:8501" for address in addresses]
    cores = [services[name]["cpuset"] for name in applications]
    assert len(set(cores)) == len(cores)


def test_the_image_starts_the_application_as_everybody_does():
    dockerfile = (ROOT / "Dockerfile").read_text()
    found = re.search(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)
    assert found
    assert json.loads(found[1])[:3] == ["streamlit", "run", "app.py"]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f'image.version="{version}"' in dockerfile


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-cluster.txt"])
def test_the_image_installs_what_everybody_installs(file):
    pinned = read_pins((ROOT / "deploy/constraints.txt").read_text().splitlines())
    wanted = read_pins((ROOT / file).read_text().splitlines())
    assert {name: pinned.get(name) for name in wanted} == wanted


def test_uploads_pass_nginx_up_to_the_applications_own_limit():
    start = (ROOT / "deploy/nginx/start.sh").read_text()
    assert f"PLAYGROUND_UPLOAD_MEGABYTES:={Limits().upload_megabytes}}}" in start
    files = [SERVICES[name]["env_file"] for name in ("nginx", "app-1")]
    assert files[0] == files[1]
