"""Test: a risk register that is first saved after the test is told there."""

from core.design.business.risks import Risk, RiskRegister, Standing
from core.services.design import engagement
from tests.app.conftest import Stage
from tests.app.walk import PROJECT, open_page, texts

SERIOUS = Risk(code="own-1", title="The law changes", likelihood=3, impact=3, step="business")


def test_serious_risks_saved_after_the_test_are_told_beside_its_report(stage: Stage) -> None:
    workspace = stage("tested")
    assert "Since this test" not in texts(open_page("test"))
    engagement.save_risks(workspace, PROJECT, RiskRegister(risks=(SERIOUS,)), author="Ada")
    said = texts(open_page("test"))
    assert "Since this test a risk register was saved" in said
    assert "The law changes" in said
    accepted = SERIOUS.model_copy(
        update={"standing": Standing.ACCEPTED, "mitigation": "Counsel reads along."}
    )
    engagement.save_risks(workspace, PROJECT, RiskRegister(risks=(accepted,)), author="Ada")
    assert "Since this test" not in texts(open_page("test"))
