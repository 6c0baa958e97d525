"""Sweeps: one network trained for every combination of a grid, over several seeds.

``python -m playground.sweep sweep.toml --out results.parquet`` runs one; the pages read the same
journal. A ``SweepSpec`` says what is asked, ``tasks`` cut it into passes of many networks,
``execute`` spreads them over processes or machines, the ``Journal`` keeps what is finished, and
``results`` makes tables of it.
"""
