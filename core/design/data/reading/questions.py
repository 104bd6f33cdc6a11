"""Questions that a file raises: what could be read in two ways is asked, not guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.design.frozen import Frozen
from core.errors import BadInput, TrefoilError


class Choice(Frozen):
    """One possible answer: its code, and what it does in a few words."""

    value: str
    title: str


STOP = Choice(value="stop", title="Stop: the file is put right first")


class Question(Frozen):
    """What cannot be decided from the file alone.

    Attributes
    ----------
    code : str
        What is asked, and of which column where it concerns one: "encoding", "dates:ordered".
    text : str
        What was found and where, as a question.
    choices : tuple of Choice
        At least two; one of them may be to stop.
    proposed : str
        Value of the choice that the evidence speaks for.
    examples : tuple of str
        Lines or values from the file, to be shown literally.
    """

    code: str
    text: str
    choices: tuple[Choice, ...]
    proposed: str
    examples: tuple[str, ...] = ()


class Answered(Frozen):
    """A question that was answered, and how."""

    question: Question
    value: str


class Unanswered(TrefoilError):
    """A file cannot be taken in before its questions are answered.

    Parameters
    ----------
    name : str
        What messages call the file.
    questions : tuple of Question
        What is open.
    answered : tuple of Answered
        What was asked and answered already.
    """

    exit_code = 4

    def __init__(
        self, name: str, questions: tuple[Question, ...], answered: tuple[Answered, ...] = ()
    ) -> None:
        count = "a question" if len(questions) == 1 else f"{len(questions)} questions"
        super().__init__(f"{name} raises {count}: {questions[0].text}", "Answer before it is read.")
        self.questions = questions
        self.answered = answered


def refuse_unasked(given: Iterable[tuple[str, str]], answered: Iterable[Answered]) -> None:
    """Raise BadInput for an answer, given as (code, value), to a question that was not asked."""
    asked = [item.question.code for item in answered]
    for code, _ in given:
        if code not in asked:
            others = f"What it asks: {', '.join(asked)}." if asked else "Leave the answer out."
            raise BadInput(f"There is an answer to {code!a}, which the file does not ask.", others)


@dataclass
class Asking:
    """Collects the questions of one reading; reading goes on with the answer, or with the proposal.

    Attributes
    ----------
    answers : mapping of str to str
        Given answers, by the code of the question.
    accept : bool
        Whether the proposal counts as the answer where none was given.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    accept: bool = False
    open: list[Question] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)

    def ask(self, question: Question) -> str:
        """Return the answer to a question, or its proposal while it is open.

        Raises BadInput when the given answer is not one of the choices.
        """
        value = self.answers.get(question.code, question.proposed if self.accept else None)
        if value is None:
            self.open.append(question)
            return question.proposed
        possible = [choice.value for choice in question.choices]
        if value not in possible:
            raise BadInput(f"{question.code}: {value!r} is no answer.", f"Choose {', '.join(possible)}.")
        self.answered.append(Answered(question=question, value=value))
        return value
