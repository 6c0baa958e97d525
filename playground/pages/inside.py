"""Inside a step: what one neuron, one formula and one training step compute, number by number."""

from playground.views import session, style
from playground.views.inside import inside
from playground.views.inside_settings import SETTINGS

style.page_style()
session.start("inside", SETTINGS)
inside()
