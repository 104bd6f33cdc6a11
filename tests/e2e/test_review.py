"""A reviewer opens the page that was sent, in a real browser without a network, and saves an answer."""

from pathlib import Path

from playwright.sync_api import Page, expect

from core.bootstrap import open_workspace
from core.documents.document import Document, Section, Text
from core.services import projects, review
from core.services.design import business
from tests.unit.services.test_review import PROJECT, charter

HOSTILE = '"><script>document.title="owned"</script><img src="http://evil.example/x.png">'


def test_a_review_makes_the_round_trip(page: Page, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    projects.create_project(workspace, PROJECT)
    business.save_charter(workspace, PROJECT, charter(), author="Ana")
    document = Document("Charter", "", (Section("Goal", (Text(HOSTILE),)), Section(HOSTILE, (Text("x"),))))
    sent = review.send_for_review(
        workspace, PROJECT, "charter", document, reviewer="Ben", question=HOSTILE, author="Ana"
    )
    file = tmp_path / "review.html"
    file.write_text(sent.page, encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(file.as_uri())
    page.get_by_label("I approve it as it is").check()
    page.get_by_label("On “Goal”").fill("By the end of the year? 5 < 6 & “so” on")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my answer as a file").click()
    expect(page.get_by_role("status")).to_contain_text("Saved as review-answer-")

    landed = review.take_answer(workspace, PROJECT, saved.value.path().read_bytes(), author="Ana")
    assert landed.is_approval
    assert landed.record.payload["comments"] == [
        {"item": "Goal", "text": "By the end of the year? 5 < 6 & “so” on"}
    ]
    assert page.title() == "Charter"
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
