"""The charter as it goes out for review names the score and the value that counts as a real case."""

from datetime import UTC, datetime

from core.design.business.risks import RiskRegister
from core.design.solution.design import SolutionDesign, SplitPlan, SplitStrategy
from core.documents.charter import charter_document
from core.documents.document import Facts, Gap
from core.documents.review import ReviewRequest, review_html
from core.lifecycle.records import Record
from core.lifecycle.staleness import History

SCORE = "ROC AUC: how well real cases rank above the others"
DESIGN = SolutionDesign(
    ml_task="binary",
    task_reason="Two values.",
    target="risk",
    positive="<b>bad</b>",
    features=("age",),
    metric="roc_auc",
    split=SplitPlan(strategy=SplitStrategy.RANDOM),
)


def history(*payloads: dict) -> History:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    return History(
        [
            Record(1, "p", "solution", 1, 1, told, "Ana", "", "a" * 64, "b" * 64, (), moment)
            for told in payloads
        ]
    )


def test_the_review_page_names_the_score_and_the_real_case() -> None:
    document = charter_document("Loans", history(DESIGN.model_dump(mode="json")), [], RiskRegister(), SCORE)
    (metrics,) = [section for section in document.sections if section.title == "Metrics"]
    told = {
        fact.label: fact.value for part in metrics.parts if isinstance(part, Facts) for fact in part.facts
    }
    assert told["Predicted column"] == "risk"
    assert told["Counts as a real case"] == "the value “<b>bad</b>”"
    page = review_html(document, ReviewRequest("1", "t", "h", "Ben", ""))
    assert "the value “&lt;b&gt;bad&lt;/b&gt;”" in page
    assert told["Judged by the score"] == SCORE
    assert SCORE in page


def test_before_the_design_the_missing_choice_is_a_gap() -> None:
    gaps = charter_document("Loans", history(), [], RiskRegister(), SCORE).gaps()
    assert (
        Gap("Which value counts as a real case, and by which score it is judged, is not chosen.", "Solution")
        in gaps
    )
