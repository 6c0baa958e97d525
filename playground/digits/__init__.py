"""Digits: handwriting as 64 numbers, for the same engine; arrays in, arrays out."""

from playground.digits.data import Digits, digits, digits_dataset
from playground.digits.settings import DIGITS, EPOCHS, LESSONS, SETTINGS, digits_config

__all__ = [
    "DIGITS",
    "EPOCHS",
    "LESSONS",
    "SETTINGS",
    "Digits",
    "digits",
    "digits_config",
    "digits_dataset",
]
