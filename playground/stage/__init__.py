"""The stage: one component that evaluates and paints the network in the browser."""

from playground.stage.component import deliver, stage
from playground.stage.routes import asset_routes, base_path

__all__ = ["asset_routes", "base_path", "deliver", "stage"]
