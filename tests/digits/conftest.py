"""The default network, trained once for all tests of the digits."""

import pytest

from playground import Run
from playground.digits import DIGITS, EPOCHS, digits_dataset


@pytest.fixture(scope="session")
def trained():
    run = Run(DIGITS, digits_dataset())
    run.advance(EPOCHS)
    return run
