"""Business, the later parts: limits, amounts by row, background, people and risks."""

import pytest
from streamlit.testing.v1 import AppTest

from core.design.business.background import Background
from core.design.business.charter_file import charter_from_yaml, charter_yaml
from core.design.business.payoff_terms import Amount, BinaryPayoff, Capacity, MulticlassPayoff
from core.design.business.people import Part, People, Person
from core.design.business.risks import Risk, RiskRegister
from core.design.business.surroundings import Surroundings
from core.design.business.today import Today
from core.services.design import business, engagement
from core.services.workspace import Workspace
from pages.ui.design.business_risks import picture_html
from pages.ui.figures import money
from tests.app.conftest import Stage
from tests.app.test_business import show, upload
from tests.app.walk import PROJECT, charter, open_page, texts

BY_ROW = BinaryPayoff(
    currency="EUR",
    true_positive=Amount(column="charge", factor=0.3, plus=-5),
    false_negative=-20,
    cost_of_acting=4,
    capacity=Capacity(rows=500, of=10_000),
)
EVERYTHING = {
    "today": Today(acted=0.2, right=0.35),
    "rows_per_year": 5000.0,
    "cost_once": 900.0,
    "cost_per_year": 100.0,
}
LEAK = Risk(code="own-1", title="A column leaks", likelihood=3, impact=3, step="data")


def fill(app: AppTest, **figures: float) -> AppTest:
    """Enter figures by the ends of their keys."""
    for field, figure in figures.items():
        app.number_input(key=f"business.{field.replace('__', '.')}").set_value(figure)
    return app.run()


def latest(workspace: Workspace, kind: str) -> dict:
    """The newest record of a kind."""
    record = workspace.history(PROJECT).latest(kind)
    assert record is not None
    return record.payload


@pytest.mark.parametrize(
    "payoff", [BY_ROW, MulticlassPayoff(matrix={"fraud": {"fine": -500.0}}), charter().payoff]
)
def test_a_charter_with_everything_opens_and_is_saved_as_it_was(blank: Workspace, payoff: object) -> None:
    today = EVERYTHING["today"] if payoff.kind == "binary" else Today(column="team")
    stated = charter().model_copy(update={**EVERYTHING, "payoff": payoff, "today": today})
    business.save_charter(blank, PROJECT, stated)
    app = open_page("business")
    for part in ("worth", "limits", "requirements", "decision"):
        show(app, part)
        assert not app.exception
        assert app.button(key="business.save").label == "Saved", part
    app.text_input(key="business.goal").set_value("Another goal").run()
    app.button(key="business.save").click().run()
    assert business.current_charter(blank, PROJECT) == stated.model_copy(update={"goal": "Another goal"})


def test_limits_today_and_costs_go_on_record(stage: Stage) -> None:
    workspace = stage("designed")
    app = show(open_page("business"), "limits")
    fill(app, capacity__rows=500, capacity__of=10_000, rows_per_year=5_000, cost_once=900, cost_per_year=100)
    assert "bring EUR 0.20 more per row" in texts(app).replace("**", "")
    app.button_group(key="business.today").set_value("stated").run()
    fill(app, today__acted=20, today__right=35)
    app.button(key="business.save").click().run()
    saved = business.current_charter(workspace, PROJECT)
    assert saved.payoff.capacity == Capacity(rows=500, of=10_000)
    assert {field: getattr(saved, field) for field in EVERYTHING} == EVERYTHING


def test_what_a_row_is_worth_without_a_model_is_shown_at_once(stage: Stage) -> None:
    stage("designed")
    app = show(open_page("business"), "limits")
    app.button_group(key="business.today").set_value("stated").run()
    fill(app, share=25, today__acted=20, today__right=50)
    shown = app.table[0].value["Worth per row"].str.replace("\\", "")
    # Of 100 rows 25 are real: all: 25 x 60 - 75 x 12 = 600; today 10 of 20 are real: 10 x 60 - 10 x 12 = 480.
    assert shown.to_dict() == {
        "Do nothing": "EUR 0.00",
        "Act on all": "EUR 6.00",
        "Today's process": "EUR 4.80",
    }


@pytest.mark.parametrize("field", ["capacity__rows", "capacity__of"])
def test_half_a_limit_is_refused_in_words(stage: Stage, field: str) -> None:
    stage("designed")
    app = fill(show(open_page("business"), "limits"), **{field: 10})
    app.button(key="business.save").click().run()
    assert not app.exception
    assert "The limit on rows acted on is half stated." in texts(app)


def test_the_benefit_says_what_is_missing_and_follows_the_costs(stage: Stage) -> None:
    workspace = stage("chosen")
    app = show(open_page("business"), "limits")
    assert "Say how many rows a year has" in texts(app)
    fill(app, rows_per_year=1_000, cost_per_year=50)
    needed = latest(workspace, "candidate")["needed"]
    likely = 1_000 * needed["gain_per_row"] - 50
    shown = next(table.value for table in app.table if "Paid back" in table.value)
    assert shown.loc["Likely", "After running costs"].replace("\\", "") == money(likely, "EUR")


def test_an_amount_taken_from_a_column_replaces_the_one_threshold(stage: Stage) -> None:
    workspace = stage("designed")
    app = show(open_page("business"), "worth")
    app.toggle(key="business.by_row").set_value(True).run()
    box = app.selectbox(key="business.true_positive.column")
    assert box.options == ["tenure", "charge"]
    box.set_value("charge").run()
    fill(app, true_positive__factor=0.3, true_positive=-5)
    assert "wherever its expected gain is above 0" in texts(app)
    app.button(key="business.save").click().run()
    saved = business.current_charter(workspace, PROJECT).payoff
    assert saved.true_positive == Amount(column="charge", factor=0.3, plus=-5)
    assert saved.false_positive == charter().payoff.false_positive


def test_the_cost_of_acting_moves_the_threshold(stage: Stage) -> None:
    stage("designed")
    app = show(open_page("business"), "worth")
    # A call gains 60 - 8 = 52 on a real case and loses 12 + 8 = 20 on another: 20 / (20 + 52) = 27.8%.
    assert "Acting pays from a probability of 27.8%" in texts(fill(app, cost_of_acting=8))


def test_a_demand_asks_for_the_fields_of_its_kind_and_is_traced(stage: Stage) -> None:
    workspace = stage("tested")
    app = show(open_page("business"), "requirements")
    (kind,) = (box for box in app.selectbox if box.key.startswith("business.kind."))
    row = kind.key.rsplit(".", 1)[1]
    assert "Gate, pass: Worth" in texts(app)
    kind.set_value("fairness_gap").run()
    app.selectbox(key=f"business.column.{row}").set_value("contract").run()
    fill(app, **{f"limit__{row}": 0.05})
    app.text_input(key=f"business.asked_by.{row}").set_value("Compliance").run()
    app.button(key="business.save").click().run()
    (saved,) = business.current_charter(workspace, PROJECT).requirements
    assert (saved.kind, saved.column, saved.limit) == ("fairness_gap", "contract", 0.05)
    assert "R1 The gap" in texts(app).replace("**", "") or "contract" in texts(app)
    assert "Gate, out of date" in texts(app)


def test_a_demand_without_its_column_is_refused_in_words(stage: Stage) -> None:
    stage("designed")
    app = show(open_page("business"), "requirements")
    (kind,) = (box for box in app.selectbox if box.key.startswith("business.kind."))
    kind.set_value("monotone").run()
    app.button(key="business.save").click().run()
    assert not app.exception
    assert "does not say which column" in texts(app)


def test_people_are_named_with_their_part_and_the_missing_parts_are_said(blank: Workspace) -> None:
    app = show(open_page("business"), "people")
    assert "Nobody yet: sponsor, domain expert, end user, IT." in texts(app)
    app.button(key="business.people.add").click().run()
    app.button(key="business.people.save").click().run()
    assert "A person has no name." in texts(app)
    app.text_input(key="business.people.name.0").set_value("Ruth").run()
    app.selectbox(key="business.people.part.0").set_value("end user").run()
    assert "Nobody yet: sponsor, domain expert, IT." in texts(app)
    app.button(key="business.people.save").click().run()
    assert engagement.people_of(blank.history(PROJECT)) == People(
        people=(Person(name="Ruth", part=Part.END_USER),)
    )
    assert app.button(key="business.people.save").label == "Saved"


def test_due_questions_are_asked_first_and_answers_go_on_record(blank: Workspace) -> None:
    app = show(open_page("business"), "background")
    assert not app.exception
    due = engagement.engagement_view(blank, PROJECT).due
    assert [box.label for box in app.text_area][: len(due)] == [asked.question for asked in due]
    app.text_area(key="business.background.use").set_value("A list every Monday. ").run()
    app.button(key="business.background.save").click().run()
    found = engagement.background_of(blank.history(PROJECT))
    assert found == Background(use="A list every Monday.")


def test_a_serious_risk_that_is_saved_blocks_until_it_is_answered(stage: Stage) -> None:
    workspace = stage("designed")
    app = show(open_page("business"), "risks")
    assert "No serious risk is open." in texts(app)
    app.button(key="business.risks.add").click().run()
    app.text_input(key="business.risks.title.own-1").set_value("The law changes").run()
    app.button_group(key="business.risks.likelihood.own-1").set_value(3).run()
    app.button(key="business.risks.save").click().run()
    assert not app.exception
    assert ":red[**1 serious risk is open.**] The release is blocked" in texts(app)
    assert [risk.code for risk in engagement.open_risks(workspace.history(PROJECT))] == ["own-1"]
    app.button_group(key="business.risks.standing.own-1").set_value("answered").run()
    app.button(key="business.risks.save").click().run()
    assert "but nobody said how" in texts(app)
    app.text_area(key="business.risks.mitigation.own-1").set_value("Counsel reads along.").run()
    app.button(key="business.risks.save").click().run()
    assert engagement.open_risks(workspace.history(PROJECT)) == ()


def test_a_register_saved_elsewhere_is_told_and_not_overwritten(stage: Stage) -> None:
    workspace = stage("designed")
    app = show(open_page("business"), "risks")
    engagement.save_risks(workspace, PROJECT, RiskRegister(risks=(LEAK,)), author="Bob")
    app.button(key="business.risks.add").click().run()
    app.text_input(key="business.risks.title.own-1").set_value("Mine").run()
    app.button(key="business.risks.save").click().run()
    assert not app.exception
    assert "changed elsewhere" in texts(app)
    app.button(key="business.risks.reload").click().run()
    assert app.text_input(key="business.risks.title.own-1").value == LEAK.title


def test_the_picture_places_each_risk_by_its_number_and_holds_no_words_of_a_person() -> None:
    hostile = LEAK.model_copy(update={"title": "<script>x</script>"})
    small = LEAK.model_copy(update={"likelihood": 1, "impact": 1})
    picture = picture_html(RiskRegister(risks=(hostile, small, hostile)))
    assert ">1, 3</div>" in picture
    assert ">2</div>" in picture
    assert "script" not in picture


def test_words_of_a_person_around_the_charter_are_shown_literally(stage: Stage) -> None:
    workspace = stage("designed")
    nasty = "![x](//e.x)"
    engagement.save_people(
        workspace, PROJECT, People(people=(Person(name=nasty, part=Part.IT),)), author="Ada"
    )
    risk = LEAK.model_copy(update={"title": nasty, "evidence": nasty})
    engagement.save_risks(workspace, PROJECT, RiskRegister(risks=(risk,)), author="Ada")
    app = open_page("business")
    for part in ("people", "risks"):
        show(app, part)
        assert not app.exception
        labels = [box.label for box in app.expander] + [button.help for button in app.button]
        assert not any("![x](" in str(label) for label in labels)


def test_a_charter_file_fills_what_surrounds_the_charter(blank: Workspace) -> None:
    around = Surroundings(
        background=Background(use="A list every Monday."),
        people=People(people=(Person(name="Ruth", part=Part.END_USER),)),
        risks=RiskRegister(risks=(LEAK,)),
    )
    app = open_page("business")
    upload(app, charter_yaml(business.DRAFTS["churn"].charter, None, around=around))
    assert "Also filled, each to be saved in its part: background, people, risks." in texts(app)
    for kind in ("background", "people", "risks"):
        show(app, kind)
        app.button(key=f"business.{kind}.save").click().run()
        assert not app.exception
    show(app, "decision")
    app.button(key="business.save").click().run()
    written = charter_from_yaml(business.business_view(blank, PROJECT).file).around
    assert (written.background, written.people) == (around.background, around.people)
    assert LEAK in written.risks.risks


def test_a_review_of_the_charter_can_be_asked_for_on_the_page(stage: Stage) -> None:
    stage("designed")
    app = open_page("business")
    app.session_state["business.review"] = True
    app.run()
    assert not app.exception
    assert app.text_input(key="review.charter.reviewer")
