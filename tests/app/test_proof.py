"""Proof of concept: climb the ladder, read it in money, decide with a name and a reason."""

from core.design.business.payoff_terms import BinaryPayoff
from core.services.development import proof
from core.services.workspace import Workspace
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, charter, open_page, running, texts, work_off


def test_without_a_project_the_page_says_where_to_start(empty: Workspace) -> None:
    assert "No project is open" in texts(open_page("proof", project=None))


def test_before_data_quality_the_page_says_what_has_to_come_first(stage: Stage) -> None:
    stage("designed")
    assert "Something has to come first" in texts(open_page("proof"))


def test_climbing_the_ladder_shows_the_rule_and_a_proposal(stage: Stage) -> None:
    workspace = stage("checked")
    app = open_page("proof")
    assert "No quick try yet" in texts(app)
    app.button(key="proof.run").click().run()
    assert "Running the quick tries · waiting for its turn" in texts(app)
    work_off(workspace)
    app.run()
    baselines = workspace.history(PROJECT).latest("baselines")
    assert baselines is not None
    said = texts(app)
    rule = next(rung for rung in baselines.payload["rungs"] if rung["code"] == "rule")
    assert rule["description"] in said
    assert "The figures say go." in said
    assert "In money:" in said
    assert "acting from the probability that is worth most" in said


def test_a_decision_needs_a_reason(stage: Stage) -> None:
    workspace = stage("climbed")
    app = open_page("proof")
    app.button(key="proof.go").click().run()
    assert "A decision needs a reason." in texts(app)
    assert workspace.history(PROJECT).latest("go_decision") is None


def test_a_no_go_goes_on_record_with_name_and_reason(stage: Stage) -> None:
    workspace = stage("climbed")
    app = open_page("proof")
    app.text_input(key="proof.name").input("Grace")
    app.text_input(key="proof.reason").input("The rule is enough.")
    app.button(key="proof.no_go").click().run()
    decision = workspace.history(PROJECT).latest("go_decision")
    assert decision is not None
    assert (decision.payload["verdict"], decision.author) == ("no-go", "Grace")
    assert "Grace decided: no-go. The rule is enough." in texts(app)


def test_an_outdated_ladder_cannot_be_decided_on(stage: Stage) -> None:
    workspace = stage("climbed")
    workspace.save(PROJECT, "charter", charter(5.0))
    app = open_page("proof")
    assert "This result is out of date" in texts(app)
    assert "Run them again before deciding" in texts(app)
    assert "proof.reason" not in [field.key for field in app.text_input]


def test_a_running_climb_hides_the_button(stage: Stage) -> None:
    running(stage("checked"), "proof", share=0.3, doing="Trying a rule")
    app = open_page("proof")
    assert "now: Trying a rule" in texts(app)
    assert "proof.run" not in [button.key for button in app.button]


def test_an_assumed_payoff_is_said_beside_the_money(stage: Stage) -> None:
    workspace = stage("climbed")
    assert "Nobody stated the payoff" not in texts(open_page("proof"))
    workspace.save(PROJECT, "charter", charter().model_copy(update={"assumed": True}))
    assert "Nobody stated the payoff" in texts(open_page("proof"))


def test_a_payoff_of_nothing_is_said_beside_the_money(stage: Stage) -> None:
    workspace = stage("climbed")
    assert "every decision is worth 0" not in texts(open_page("proof"))
    nothing = charter().model_copy(update={"payoff": BinaryPayoff(currency="EUR")})
    workspace.save(PROJECT, "charter", nothing)
    assert "every decision is worth 0" in texts(open_page("proof"))


def test_the_simple_rule_has_one_name(stage: Stage) -> None:
    stage("climbed")
    app = open_page("proof")
    said = texts(app)
    assert "The simple rule" in said
    assert "one-column" not in said.lower() and "baseline" not in said.lower()


def rung(code: str, score: float, value: float, gain: float, spread: float = 0.01) -> dict:
    return {
        "code": code,
        "title": code.capitalize(),
        "score": score,
        "spread": spread,
        "gain": gain,
        "value_per_row": value,
    }


def ladder(rule_gain: float, linear_gain: float, worth: float = 2.0) -> dict:
    return {
        "metric": "roc_auc",
        "currency": "EUR",
        "references": {"do nothing": 0.0, "act on all": 1.0},
        "rungs": [
            rung("dummy", 0.5, 0.0, 0.0, 0.0),
            rung("rule", 0.5 + rule_gain, 0.5, rule_gain),
            rung("linear", 0.5 + linear_gain, worth, linear_gain),
        ],
    }


def test_a_gain_within_its_own_spread_is_no_signal() -> None:
    assert proof.propose_decision(ladder(0.0, 0.02)).go
    assert not proof.propose_decision(ladder(0.0, 0.009)).go


def test_money_is_held_against_the_best_that_needs_no_model() -> None:
    assert "Linear brings 1 EUR per row more" in proof.remarks(ladder(0.0, 0.2))[0]
    assert "nothing on the ladder brings more" in proof.remarks(ladder(0.0, 0.2, worth=0.9))[0]


def test_a_rule_as_good_as_any_model_is_pointed_out() -> None:
    assert len(proof.remarks(ladder(0.195, 0.2))) == 2
    assert len(proof.remarks(ladder(0.1, 0.2))) == 1
