"""docs/operate.md explains every metric, and names none that is not there. Rules Y27."""

import re
from pathlib import Path

from app.kit.metrics import REGISTRY

PAGE = Path(__file__).parents[2] / "docs" / "operate.md"


def test_every_metric_is_explained_and_no_other() -> None:
    """As Prometheus shows it: a counter with `_total`, a histogram by its base name."""
    ours = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in REGISTRY.collect()
        if family.name.startswith("chapeau_")
    }
    ours = {f"{name}_info" if name == "chapeau_build" else name for name in ours}
    page = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"chapeau_[a-z_]+", page)) == ours
