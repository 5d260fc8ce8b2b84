"""Whatever a person does in whatever order, the draft stays whole: checked over random walks of the real report."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.dialog.flow import choice_names, is_open, next_open
from core.dialog.step import Answer, Back, Dialog, Finish, Keep, Leave, Open, Skip, Stepped, Tick, Type, step
from core.drafts import Draft
from core.forms.compile import compile_form
from core.forms.model import Env
from core.forms.submission import submission_xml
from core.forms.xlsform import to_xform
from tests.core.dialog.conftest import NOON, REPORT

FORM = compile_form(to_xform(REPORT).xform)
DIALOG = Dialog(FORM, Env(NOON, "lv", "uuid:1", "1"), {"/data/period": "2026-10", "/data/in_month": "oktobrī"})
REFS = st.sampled_from([question.ref for question in FORM.questions])
SAID = st.one_of(
    st.sampled_from(["1", "2", "12", "0", "250", "1 2", "jā", "nē", "Labs piemērs.", "Anna Bērziņa", "26123456", ""]),
    st.text(max_size=40),
)


class AnyOrder(RuleBasedStateMachine):
    """A person who does anything; the draft goes to JSON and back at every step."""

    @initialize()
    def begin(self) -> None:
        self.stepped: Stepped = step(DIALOG, Draft(), Open())
        self.revision = 0

    def do(self, event: Any) -> None:
        before = self.stepped.draft
        reloaded = Draft.from_json(before.to_json())
        assert reloaded == before, "a draft is the same after a restart"
        self.stepped = step(DIALOG, reloaded, event)
        assert self.stepped.draft.revision >= before.revision, "the revision never goes back"
        if self.stepped.draft != before:
            assert self.stepped.draft.revision > before.revision, "every change is a new revision"

    @rule(said=SAID)
    def types(self, said: str) -> None:
        self.do(Type(said))

    @rule(number=st.integers(0, 12))
    def taps_a_choice(self, number: int) -> None:
        node = self.stepped.asked.find(self.stepped.draft.cursor)
        names = choice_names(node) if node else ()
        if node and number < len(names):
            self.do(Answer(node.ref, names[number]))

    @rule(number=st.integers(0, 12), on=st.booleans())
    def ticks(self, number: int, on: bool) -> None:
        node = self.stepped.asked.find(self.stepped.draft.cursor)
        names = choice_names(node) if node else ()
        if node and number < len(names):
            self.do(Tick(node.ref, names[number], on))
            self.do(Finish(node.ref))

    @rule(ref=REFS, value=st.sampled_from(["yes", "no", "3", "edu job", "-1", "x"]))
    def taps_an_old_button(self, ref: str, value: str) -> None:
        self.do(Answer(ref, value))

    @rule(ref=REFS)
    def opens_skips_or_leaves(self, ref: str) -> None:
        self.do(Open(ref))
        self.do(Skip(ref))
        self.do(Leave(ref))

    @rule()
    def goes_back(self) -> None:
        self.do(Back())
        self.do(Keep())

    @rule()
    def goes_on(self) -> None:
        self.do(Open())

    @invariant()
    def what_is_shown_equals_the_state(self) -> None:
        shown = [(node.ref, node.value) for node in self.stepped.asked.questions]
        kept = DIALOG.look(self.stepped.draft).questions
        assert shown == [(node.ref, node.value) for node in kept]

    @invariant()
    def nothing_required_is_missing_when_it_can_be_sent(self) -> None:
        asked = DIALOG.look(self.stepped.draft)
        if next_open(asked, self.stepped.draft, None) is None:
            xml = submission_xml(asked.view)
            for node in asked.questions:
                assert node.value or not node.required
                assert node.constraint_ok
                assert not is_open(node, self.stepped.draft)
                assert not node.value or f"<{node.node.name}>" in xml

    @invariant()
    def what_is_not_asked_is_not_in_the_submission(self) -> None:
        asked = DIALOG.look(self.stepped.draft)
        xml = submission_xml(asked.view)
        shown = {node.ref for node in asked.questions}
        for question in FORM.questions:
            if question.ref not in shown:
                assert f"<{question.name}>" not in xml


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
