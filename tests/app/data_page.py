"""What tests do on the Data page: upload, work off the queue, press a button, open a tab."""

from streamlit.testing.v1 import AppTest

from core.bootstrap import default_home, open_workspace
from core.lifecycle.records import Record
from core.services.design import data
from core.services.workspace import Workspace
from core.worker import run_child
from tests.app.walk import PROJECT, customers


def upload(app: AppTest, content: bytes, name: str = "customers.csv") -> AppTest:
    app.file_uploader[0].upload(name, content).run()
    return worked_off(app)


def worked_off(app: AppTest) -> AppTest:
    """Do what a worker would do with the queue, and show the page again."""
    assert not app.exception
    workspace = open_workspace(default_home())
    while job := workspace.jobs.claim("test"):
        run_child(workspace, job.id)
    return app.run()


def csv(rows: int = 80, **changes: int) -> bytes:
    return customers(rows, **changes).to_csv(index=False).encode()


def button(app: AppTest, label: str) -> AppTest:
    (found,) = [one for one in app.button if one.label == label]
    return found.click().run()


def tables(app: AppTest) -> str:
    """Return all that the page shows in tables."""
    return "\n".join(one.value.to_csv() for one in app.dataframe)


def tab(app: AppTest, title: str, version: int = 1) -> AppTest:
    """Open a tab of the page for a version of the data."""
    app.session_state[f"data.tabs.{version}"] = title
    return app.run()


def newest(workspace: Workspace) -> data.Dataset:
    return data.Dataset.model_validate(workspace.history(PROJECT).latest("dataset").payload)


def newest_record(workspace: Workspace) -> Record | None:
    return workspace.history(PROJECT).latest("dataset")
