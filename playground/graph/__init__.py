"""Computational graphs: formulas and small networks as nodes, with values and gradients."""
