"""Data of the visitor's own: files and tables in, a data set out. Nothing here knows of pages."""

from playground.tables.own_data import OwnData

__all__ = ["OwnData"]
