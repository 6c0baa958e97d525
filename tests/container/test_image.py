"""The image: what is in it, what is not, and how big it is."""

from __future__ import annotations

import json

from tests.hosting.compose import ROOT
from tests.hosting.pins import read_pins

MEGABYTES = 620  # on top of the base image: room for an update, none for a second scipy

INSTALLED = """
from importlib.metadata import distributions
for found in distributions():
    print(f"{found.name}=={found.version}")
"""
SIZES = """
import json
from pathlib import Path
sizes = {}
for root in sorted(Path("/opt/venv/lib").glob("python3*/site-packages/*")) + [Path("/app")]:
    files = root.rglob("*") if root.is_dir() else [root]
    size = sum(file.stat().st_size for file in files if file.is_file())
    name = root.name.split(".")[0]
    sizes[name] = sizes.get(name, 0) + size
print(json.dumps(sizes))
"""
IMPORTS = """
import streamlit, plotly.graph_objects, sklearn.svm, sklearn.ensemble, scipy.stats, pandas, altair
import pyarrow.parquet, pyarrow.csv, pyarrow.dataset, pyarrow.fs, PIL.Image, joblib, distributed
import playground.main
"""


def _python(engine, program: str) -> str:
    return engine.run("--network=none", command=("python", "-c", program))


def test_it_holds_the_pinned_versions_and_nothing_else(engine, image):
    pinned = read_pins((ROOT / "deploy/constraints.txt").read_text().splitlines())
    found = read_pins(_python(engine, INSTALLED).splitlines())
    assert found == pinned, "deploy/constraints.txt should say what the image holds"


def test_what_was_left_out_is_not_missed(engine, image):
    _python(engine, IMPORTS)


def test_nothing_of_the_repository_but_the_application_is_in_it(engine, image):
    found = _python(engine, "import os; print(*sorted(os.listdir('/app')))").split()
    wanted = [".streamlit", "__pycache__", "app.py", "datasets", "healthcheck.py", "playground"]
    assert found == wanted


def test_it_says_what_it_is(engine, image):
    labels = json.loads(engine.inspect(image, "{{json .Config.Labels}}"))
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert labels["org.opencontainers.image.title"]
    assert json.loads(engine.inspect(image, "{{json .Config.ExposedPorts}}")) == {"8501/tcp": {}}
    assert engine.inspect(image, "{{.Config.User}}") == "10001:10001"


def test_it_is_no_bigger_than_it_was(engine, image, capsys):
    sizes = {name: size / 1e6 for name, size in json.loads(_python(engine, SIZES)).items()}
    with capsys.disabled():
        print(f"\n{sum(sizes.values()):6.0f} MB on top of the base image, {image}")
        for name in sorted(sizes, key=sizes.__getitem__, reverse=True)[:12]:
            print(f"{sizes[name]:6.0f} MB  {name}")
    assert sum(sizes.values()) < MEGABYTES
