"""Bring a database to the newest schema."""

from pathlib import Path

from sqlalchemy import Engine

HERE = Path(__file__).parent


def upgrade_to_newest(engine: Engine) -> None:
    """Apply every migration that a database lacks; does nothing when it is up to date."""
    if _is_newest(engine):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def newest_revision() -> str:
    """Return the name of the newest migration, from the numbered files."""
    return max(path.stem.split("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))


def _is_newest(engine: Engine) -> bool:
    from sqlalchemy import inspect, text

    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return (
            connection.execute(text("select version_num from alembic_version")).scalar() == newest_revision()
        )
