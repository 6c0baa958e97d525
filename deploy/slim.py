"""What the image leaves out of the installed packages, and why; run once when it is built.

Every row must match something, so that the table stays true when packages are updated.
"""

import shutil
import sys
from pathlib import Path

# Pattern below site-packages: why nothing of it is ever loaded here.
LEFT_OUT = {
    "pip": "the image is never installed into",
    "pip-*.dist-info": "goes with it",
    "**/tests": "packages' own tests",
    "**/test": "packages' own tests",
    "pydeck/nbextension": "for Jupyter",
    "plotly/labextension": "for Jupyter",
    "pyarrow/include": "C++ headers, for compiling against Arrow",
    "pyarrow/*flight*": "Arrow's network service",
    "pyarrow/*_s3*": "Amazon's storage",
}


def megabytes(path: Path) -> float:
    """Size of a file, or of all files below a folder, in MB."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file()) / 1e6


def slim(packages: Path) -> None:
    """Remove what the table names, and print what each row saves.

    Raises
    ------
    SystemExit
        If a row matches nothing.
    """
    for pattern, reason in LEFT_OUT.items():
        found = [path for path in packages.glob(pattern) if path.exists()]
        if not found:
            raise SystemExit(f"{pattern!r} of LEFT_OUT matches nothing. Take the row out.")
        print(f"{sum(map(megabytes, found)):6.1f} MB  {pattern}: {reason}")
        for path in found:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)  # it may lie within one just removed
            else:
                path.unlink()


if __name__ == "__main__":
    (site_packages,) = Path(sys.argv[1]).glob("lib/python3*/site-packages")
    slim(site_packages)
