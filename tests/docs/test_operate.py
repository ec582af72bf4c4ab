"""docs/operate.md says every setting, with its default."""

from pathlib import Path

from app.kit.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "operate.md"


def test_every_setting_is_in_the_table_and_no_other() -> None:
    """One row a setting: its name in the environment, then its default."""
    rows = [
        tuple(cell.strip(" `") for cell in line.split("|")[1:3])
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `CHAPEAU_")
    ]
    prefix = Settings.model_config["env_prefix"]
    settings = [
        (f"{prefix}{name.upper()}", str(field.default))
        for name, field in Settings.model_fields.items()
    ]
    assert rows == settings
