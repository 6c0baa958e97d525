"""Decision Boundary Playground: ``Run`` and ``RunConfig`` are the library's front door.

>>> from playground import Run, RunConfig
>>> run = Run(RunConfig(dataset="spiral", seed=0))
>>> run.advance(epochs=50)
"""

import os

# Matrices this small are multiplied 1.3 to 3 times slower by several threads than by one. BLAS
# reads these names when NumPy is first imported, so they are set before.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from playground.config import RunConfig  # noqa: E402
from playground.training import Run  # noqa: E402

__all__ = ["Run", "RunConfig"]
