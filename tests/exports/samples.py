"""Drafts to export: one a person would recognise, and strategies for any at all."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from app.exports import (
    ConsolidatedDraft,
    DraftAmendment,
    DraftCategory,
    DraftGroup,
    DraftParagraph,
    RecordPoint,
    View,
)
from app.exports.accounts import (
    DraftAccounts,
    DraftBracket,
    DraftExplanation,
    DraftHolder,
    DraftOption,
    DraftOptionSet,
    DraftPosition,
    DraftRelabelled,
    DraftRenumbering,
    DraftSense,
    DraftSilence,
    DraftSilenced,
)
from app.rules.facts.positions import PositionsShown
from app.rules.kinds import Kind, Status
from app.rules.words import Run

WHEN = datetime(2026, 11, 20, 14, 5, 9, tzinfo=UTC)
ORO = "orobirch-g0000001"
VAL = "valspruc-g0000001"
NAMES = ("Oroland & Partners", "Republic of Valdria", "Zephyrine Chamber")


def amended_runs() -> tuple[Run, ...]:
    """An insertion, a deletion, a deletion inside an insertion, an insertion inside one, marks."""
    return (
        Run("Member States ", ()),
        Run("should", (f"del--{ORO}-b1", f"del--{VAL}-b2")),
        Run("shall", (f"ins--{ORO}-b1",)),
        Run(", where ", (f"ins--{ORO}-b2",)),
        Run("practically ", (f"del--{VAL}-b1", f"ins--{ORO}-b2")),
        Run("and legally ", (f"ins--{ORO}-b2", f"ins--{VAL}-b3")),
        Run("possible,", (f"ins--{ORO}-b2",)),
        Run(" keep ", ()),
        Run("critical", ("strong",)),
        Run(" ", ()),
        Run("public services", ("em",)),
        Run(" available [at all times][in emergencies].", ()),
    )


def paragraph(
    number: int,
    text: str = "Words.",
    *,
    runs: tuple[Run, ...] | None = None,
    shown: bool = True,
    kind: Kind = "recommendation",
    status: Status = "under discussion",
    **more: object,
) -> DraftParagraph:
    words = runs if runs is not None else (Run(text),)
    fields = {
        "id": f"p{number:025d}",
        "label": str(number),
        "kind": kind,
        "status": status,
        "proposers": NAMES[:2] if shown else (),
        "runs": words,
        "amendments": (
            DraftAmendment(id=ORO, author=NAMES[0] if shown else None, at=WHEN.replace(hour=9)),
            DraftAmendment(id=VAL, author=NAMES[1] if shown else None, at=WHEN.replace(hour=10)),
        ),
        **more,
    }
    return DraftParagraph.model_validate(fields)


def draft(
    *paragraphs: DraftParagraph, view: View = "tracked", shown: bool = True, title: str = "Draft"
) -> ConsolidatedDraft:
    return ConsolidatedDraft(
        document_id="d1",
        title=title,
        date=WHEN,
        state="rolling text",
        group=DraftGroup(name="Working Group on Continuity", mandate="Decision 7/4, paragraph 12"),
        view=view,
        attribution_shown=shown,
        record=RecordPoint(seq=4711, hash="ab" * 32),
        categories=(
            DraftCategory(id="c1", label="A", title="Common understanding", paragraphs=paragraphs),
        ),
    )


def full_draft(view: View = "tracked", *, shown: bool = True) -> ConsolidatedDraft:
    """Two categories with every kind, status and script."""

    def make(number: int, text: str = "", **more: object) -> DraftParagraph:
        return paragraph(number, text, shown=shown, **more)  # type: ignore[arg-type]  # see paragraph

    first = (
        make(1, "The Working Group, having considered the contributions received in response to "
             "the call for inputs, puts forward the following elements:", kind="chapeau", label="",
             awaiting=2, awaited=NAMES[1:] if shown else (), package=("2", "4"),
             silent_until=WHEN),
        make(2, runs=amended_runs(), status="under discussion", number_given="(6)"),
        make(3, "Operators should publish, within seventy-two hours of any interruption, an "
             "account of its causes and of the measures taken.", label="2 bis",
             status="agreed ad referendum", level="breakout", with_breakout="Continuity"),
        make(4, "No text.", label="2 alt", alternative_to=f"p{2:025d}", alternative_label="2",
             status="divergent", status_note="Two delegations cannot accept “at all times”."),
        make(5, "Footnotes will be completed by the secretariat.", kind="note", label=""),
    )  # fmt: skip
    second = (
        make(6, "Emergency connectivity", kind="heading", label=""),
        make(7, "ينبغي للدول الأعضاء أن تضمن [استمرارية] الخدمات العامة الرقمية 24/7 (ITU).",
             label="3", status="agreed", kind="operative"),
        make(8, "各成员国应当[尽可能]确保数字公共服务的连续性。", label="4", status="not discussed",
             kind="statement"),
        make(9, "A tab\there, a line\nbreak, <b>markup</b> & **stars** _lines_, 👩‍👧 and "
             "a bell\x07.", label="5", status="deferred"),
        make(10, "Withdrawn by its sponsor.", label="6", status="withdrawn"),
    )  # fmt: skip
    made = draft(view=view, shown=shown, title="Continuity of digital public services")
    return made.model_copy(
        update={
            "categories": (
                DraftCategory(id="c1", label="A", title="Common understanding", paragraphs=first),
                DraftCategory(id="c2", label="B", title="Emergency measures", paragraphs=second),
            ),
            "accounts": accounts(shown=shown),
        }
    )


def accounts(*, shown: bool = True, positions: PositionsShown = "names") -> DraftAccounts:
    """What may be said about a text, as an export gathers it: names only where they are shown."""
    first, second = f"p{2:025d}", f"p{4:025d}"
    name = NAMES[2] if shown else None
    if positions == "names" and not shown:
        positions = "counts"
    held = DraftHolder(name=NAMES[1], reason="It costs too much.", accepts="may", since=WHEN)
    told = DraftPosition(name=NAMES[0], stance="object", reason="Too early.", would_lift="later")
    bracket = DraftBracket(
        key="br--outer000",
        paragraphs=(first, second),
        labels=("2", "2 alt"),
        text="shall … No text",
        held_by=1,
        holders=(held,) if shown else (),
    )
    options = (
        DraftOption(label="Option 1", recommended=True, paragraphs=(first,)),
        DraftOption(label="Option 2", paragraphs=(second,)),
        DraftOption(label="No text", no_text=True, proposers=NAMES[:1] if shown else ()),
    )
    decided = DraftOptionSet(
        place="6",
        decided=True,
        reason="By consensus.",
        options=(
            DraftOption(label="Option 1", fate="not chosen"),
            DraftOption(label="Option 2", fate="chosen"),
        ),
    )
    sense = DraftSense(
        paragraph_id=first,
        label="2",
        counts={"support": 3, "object": 1},
        said=(told,) if positions == "names" else (),
    )
    silence = DraftSilence(
        closes_at=WHEN,
        state="concluded",
        items=(
            DraftSilenced(
                paragraph_id=first, label="2", fate="broken", broken_by=name, reason="No."
            ),
            DraftSilenced(paragraph_id=second, label="2 alt", fate="agreed"),
        ),
        explanations=(DraftExplanation(name=name, label="2 alt", at=WHEN, text="We join, but."),),
    )
    changes = (DraftRelabelled(paragraph_id=second, before="2 alt", after="3"),)
    return DraftAccounts(
        brackets=(bracket,),
        options=(
            DraftOptionSet(place="2", left_standing=True, reason="No majority.", options=options),
            decided,
        ),
        positions_shown=positions,
        positions=() if positions == "nothing" else (sense,),
        silences=(silence,),
        renumberings=(DraftRenumbering(at=WHEN, reason="For clarity.", changes=changes),),
    )


_TEXT = st.one_of(
    st.text(max_size=24),
    st.lists(
        st.sampled_from(
            ["shall ", "[", "]", "<b>", "</del>", "**", "_", "&amp;", "مُحَمَّد ", "各国", "👩‍👧",
             "\t", "\n", "  ", "\x00", "\x0b", "\r", "\uffff", "\x7f", "1. ", "# ", "- ", "`",
             "\\", "é", "]]>",
             "http://a.b", "x@y.z", "| ", "---", "> ", "    ", "\u00a0", "\u202e", "&#10;",
             "=", "1) "]
        ),
        max_size=8,
    ).map("".join),
)  # fmt: skip
_MARKS = st.lists(
    st.sampled_from(
        ["strong", "em", f"ins--{ORO}-b1", f"ins--{VAL}-b1", f"del--{ORO}-b2", f"del--{VAL}-b2"]
    ),
    max_size=4,
).map(tuple)
ANY_RUNS = st.lists(st.builds(Run, _TEXT, _MARKS), max_size=6).map(tuple)
