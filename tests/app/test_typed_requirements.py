"""Business: demands whose terms a charter file states survive the form."""

from core.design.business.requirements import Requirement
from core.services import projects
from core.services.design import business
from core.services.workspace import Workspace
from tests.app.test_business import show
from tests.app.walk import PROJECT, charter, open_page

DEMANDS = (
    Requirement.model_validate({"number": "R1", "kind": "monotone", "column": "age", "direction": "falling"}),
    Requirement.model_validate({"number": "R2", "kind": "fairness_gap", "column": "sex", "limit": 0.05}),
    Requirement.model_validate({"number": "R3", "kind": "metric", "metric": "f1", "limit": 0.6}),
)


def test_what_only_a_charter_file_says_is_shown_and_kept(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    written = charter().model_copy(update={"requirements": DEMANDS})
    business.save_charter(empty, PROJECT, written)
    app = show(open_page("business"), "requirements")
    assert not app.exception
    kinds = [box.value for box in app.selectbox if box.key.startswith("business.kind.")]
    assert kinds == ["monotone", "fairness_gap", "metric"]
    limits = [box for box in app.number_input if box.key.startswith("business.limit.")]
    assert [box.value for box in limits] == [0.05, 0.6]
    assert app.button(key="business.save").label == "Saved"
    limits[0].set_value(0.1).run()
    app.button(key="business.save").click().run()
    saved = business.current_charter(empty, PROJECT)
    looser = DEMANDS[1].model_copy(update={"limit": 0.1})
    assert saved.requirements == (DEMANDS[0], looser, DEMANDS[2])


def test_a_demand_of_another_kind_drops_the_terms_of_the_old_one(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    business.save_charter(empty, PROJECT, charter().model_copy(update={"requirements": DEMANDS[:1]}))
    app = show(open_page("business"), "requirements")
    (kind,) = [box for box in app.selectbox if box.key.startswith("business.kind.")]
    kind.set_value("max_age_days").run()
    (limit,) = [box for box in app.number_input if box.key.startswith("business.limit.")]
    limit.set_value(90.0).run()
    app.button(key="business.save").click().run()
    (saved,) = business.current_charter(empty, PROJECT).requirements
    assert saved == Requirement.model_validate({"number": "R1", "kind": "max_age_days", "limit": 90})


def test_a_gap_between_shares_asks_for_no_score(empty: Workspace) -> None:
    projects.create_project(empty, PROJECT)
    gap = {
        "number": "R1",
        "kind": "fairness_gap",
        "column": "sex",
        "limit": 0.1,
        "gap": "metric",
        "metric": "f1",
    }
    demand = Requirement.model_validate(gap)
    business.save_charter(empty, PROJECT, charter().model_copy(update={"requirements": (demand,)}))
    app = show(open_page("business"), "requirements")
    (compared,) = [box for box in app.selectbox if box.key.startswith("business.gap.")]
    assert [box.value for box in app.selectbox if box.key.startswith("business.metric.")] == ["f1"]
    compared.set_value("selection_rate").run()
    assert not [box for box in app.selectbox if box.key.startswith("business.metric.")]
    app.button(key="business.save").click().run()
    (saved,) = business.current_charter(empty, PROJECT).requirements
    assert (saved.compared, saved.metric) == ("selection_rate", None)
