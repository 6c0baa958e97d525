"""Settings come from the environment; what cannot be used is named; README shows them all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.service.settings import Settings
from playground.service.table import limits_table
from playground.sweep.jobs import VARIABLES
from tests.server import ROOT


def test_defaults_and_environment():
    assert Settings.from_environment({}) == Settings()
    assert Settings.from_environment({"PLAYGROUND_LOG_FORMAT": ""}) == Settings()
    settings = Settings.from_environment(
        {
            "PLAYGROUND_FRAME_ANCESTORS": "'self' https://*.school.example:8443",
            "PLAYGROUND_METRICS_ADDRESS": "[::1]:9100",
            "PLAYGROUND_LOG_FORMAT": "json",
        }
    )
    assert settings.frame_ancestors == "'self' https://*.school.example:8443"
    assert settings.metrics_host_and_port() == ("::1", 9100)
    assert settings.log_format == "json"
    assert Settings().metrics_host_and_port() is None
    assert Settings(metrics_address="0.0.0.0:9100").metrics_host_and_port() == ("0.0.0.0", 9100)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("FRAME_ANCESTORS", "https://a.example; script-src *"),
        ("FRAME_ANCESTORS", "'unsafe-inline'"),
        ("FRAME_ANCESTORS", "https://a.example\nX-Evil: 1,"),
        ("METRICS_ADDRESS", "9100"),
        ("METRICS_ADDRESS", "localhost:"),
        ("METRICS_ADDRESS", "localhost:99999"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_named(name, text):
    with pytest.raises(ValueError, match=f"PLAYGROUND_{name} must be .* Got"):
        Settings.from_environment({f"PLAYGROUND_{name}": text})


@given(st.text())
def test_nobody_gets_a_directive_or_a_header_in_through_frame_ancestors(text):
    try:
        settings = Settings(frame_ancestors=text)
    except ValueError:
        return
    assert not set(";,\r\n") & set(settings.frame_ancestors.strip())


def test_the_table_has_a_row_for_each_variable():
    table = limits_table()
    for name in ("MAX_SESSIONS", "MAX_RUNS", "TRAINING_SHARE", "MAX_POINTS", "MAX_PARAMETERS"):
        assert f"| `PLAYGROUND_{name}` |" in table
    for name in ("UPLOAD_MEGABYTES", "IDLE_SECONDS", "FRAME_ANCESTORS", "METRICS_ADDRESS"):
        assert f"| `PLAYGROUND_{name}` |" in table
    for name in VARIABLES.values():
        assert f"| `{name}` |" in table
    assert {line.count("|") for line in table.splitlines()} == {4}


def test_the_size_of_uploads_is_streamlit_s_as_well():
    program = "import app; from streamlit import config; "
    program += "print(config.get_option('server.maxUploadSize'))"
    environment = os.environ | {"PLAYGROUND_UPLOAD_MEGABYTES": "3"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "3\n"


def test_readme_shows_the_table():
    assert limits_table() in (ROOT / "README.md").read_text()
