"""Programs that build and train the visitor's network again, in libraries people use."""

from playground.takeaway.programs.libraries import LIBRARIES, Library, program

__all__ = ["LIBRARIES", "Library", "program"]
