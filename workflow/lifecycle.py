"""The one state machine of assignments: which act leads from which states to which, who may do it, what it must carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from workflow.access import Viewer
from workflow.model import Assignment, Post, State
from workflow.model.terms import Labelled
from workflow.refusals import NotAllowed, WrongState


class Act(Labelled):
    """What can be done to an assignment; the label is what the button says."""

    RECEIVE = "receive", "Tiếp nhận"
    START = "start", "Bắt đầu thực hiện"
    REPORT = "report", "Báo cáo tiến độ"
    SUBMIT = "submit", "Báo cáo hoàn thành"
    CONFIRM = "confirm", "Xác nhận hoàn thành"
    SEND_BACK = "send_back", "Yêu cầu làm tiếp"
    RETURN_NOT_OURS = "return_not_ours", "Trả lại vì không đúng thẩm quyền"
    PAUSE = "pause", "Tạm dừng"
    RESUME = "resume", "Tiếp tục"
    CANCEL = "cancel", "Hủy"
    REOPEN = "reopen", "Mở lại"
    ASK_EXTENSION = "ask_extension", "Đề nghị gia hạn"
    WITHDRAW_EXTENSION = "withdraw_extension", "Rút đề nghị gia hạn"
    DECIDE_EXTENSION = "decide_extension", "Trả lời đề nghị gia hạn"
    CHANGE_DUE = "change_due", "Điều chỉnh thời hạn"
    TRANSFER = "transfer", "Chuyển cơ quan khác"
    SET_OFFICER = "set_officer", "Phân công cán bộ"
    CONFIRM_CAUSE = "confirm_cause", "Ghi nhận nguyên nhân chậm"
    PASS_ON = "pass_on", "Giao tiếp cho cơ quan của tỉnh"
    EXCUSE = "excuse", "Miễn cho đơn vị này"
    AGREE_BY_SILENCE = "agree_by_silence", "Coi như đồng ý"  # nobody's: the machine does it


class Who(Enum):
    """A person's relation to an assignment."""

    OFFICE = auto()
    LEADER = auto()
    OFFICER = auto()
    HEAD = auto()


class Needs(Enum):
    """What the person must say with the act."""

    REASON = auto()
    RESULT = auto()
    DATE = auto()


@dataclass(frozen=True)
class Transition:
    """One row of the table. `to` None: the state stays (or, for resuming, is the one before the pause)."""

    act: Act
    states: frozenset[State]
    to: State | None
    who: frozenset[Who]
    needs: frozenset[Needs] = frozenset()
    #: where it leads while the assignment has further dated milestones open
    partly: State | None = None


# The office may do an agency's acts too: many communes still answer on paper, and a coordinator enters it for them.
OFFICE = frozenset({Who.OFFICE})
AGENCY = frozenset({Who.OFFICE, Who.OFFICER, Who.HEAD})
DECIDERS = frozenset({Who.OFFICE, Who.LEADER})

NEW, RECEIVED, IN_PROGRESS, SUBMITTED, DONE = State.NEW, State.RECEIVED, State.IN_PROGRESS, State.SUBMITTED, State.DONE
RETURNED, REDO, PAUSED, CANCELLED = State.RETURNED, State.REDO, State.PAUSED, State.CANCELLED

#: the agency has it in hand
WORKING = frozenset({NEW, RECEIVED, IN_PROGRESS, REDO})
#: not yet at an end
OPEN = WORKING | {SUBMITTED, RETURNED, PAUSED}

REASON = frozenset({Needs.REASON})
RESULT = frozenset({Needs.RESULT})
DATED_REASON = frozenset({Needs.REASON, Needs.DATE})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Act.RECEIVE, frozenset({NEW}), RECEIVED, AGENCY),
    Transition(Act.START, frozenset({NEW, RECEIVED, REDO}), IN_PROGRESS, AGENCY),
    Transition(Act.REPORT, WORKING, IN_PROGRESS, AGENCY),
    Transition(Act.SUBMIT, WORKING, SUBMITTED, AGENCY, RESULT),
    Transition(Act.CONFIRM, frozenset({SUBMITTED}), DONE, OFFICE, partly=IN_PROGRESS),
    Transition(Act.SEND_BACK, frozenset({SUBMITTED}), REDO, OFFICE, REASON),
    Transition(Act.RETURN_NOT_OURS, frozenset({NEW, RECEIVED}), RETURNED, AGENCY, REASON),
    Transition(Act.PAUSE, WORKING, PAUSED, OFFICE, REASON),
    Transition(Act.RESUME, frozenset({PAUSED}), None, OFFICE),
    Transition(Act.CANCEL, OPEN, CANCELLED, OFFICE, REASON),
    Transition(Act.PASS_ON, WORKING, IN_PROGRESS, OFFICE),
    Transition(Act.AGREE_BY_SILENCE, frozenset({NEW, RECEIVED, IN_PROGRESS}), DONE, frozenset()),
    Transition(Act.EXCUSE, OPEN, CANCELLED, OFFICE, REASON),
    Transition(Act.REOPEN, frozenset({DONE}), REDO, OFFICE, REASON),
    Transition(Act.REOPEN, frozenset({RETURNED, CANCELLED}), NEW, OFFICE, REASON),
    Transition(Act.ASK_EXTENSION, WORKING, None, AGENCY, DATED_REASON),
    Transition(Act.WITHDRAW_EXTENSION, WORKING | {SUBMITTED, PAUSED}, None, AGENCY),
    Transition(Act.DECIDE_EXTENSION, WORKING | {SUBMITTED, PAUSED}, None, DECIDERS),
    Transition(Act.CHANGE_DUE, WORKING | {PAUSED}, None, OFFICE, DATED_REASON),
    Transition(Act.TRANSFER, WORKING | {RETURNED, PAUSED}, CANCELLED, OFFICE, REASON),
    Transition(Act.SET_OFFICER, OPEN, None, AGENCY),
    Transition(Act.CONFIRM_CAUSE, OPEN | {DONE}, None, DECIDERS, REASON),
)

#: what may be done to a group's own assignment, and then reaches all its members
GROUP_ACTS = frozenset({Act.CANCEL, Act.CHANGE_DUE})
#: what may be done only to a member of a group
MEMBER_ACTS = frozenset({Act.EXCUSE})
#: what may be done only to the office's own work
OWN_ACTS = frozenset({Act.PASS_ON})


def relations(assignment: Assignment, viewer: Viewer) -> frozenset[Who]:
    """What a person is to an assignment."""
    held = {
        Who.OFFICE: viewer.office,
        Who.LEADER: viewer.leader,
        Who.OFFICER: viewer.holds(Post.OFFICER, assignment.agency_id),
        Who.HEAD: viewer.holds(Post.AGENCY_HEAD, assignment.agency_id),
    }
    return frozenset(who for who, is_so in held.items() if is_so)


def allowed_acts(assignment: Assignment, viewer: Viewer, *, has_members: bool = False, asked: bool = False) -> list[Act]:
    """What a person may do to an assignment now, in the table's order.

    `has_members`: it is a group's, counted from its members. `asked`: a request for more time is open.
    """
    mine = relations(assignment, viewer)
    acts = [row.act for row in TRANSITIONS if assignment.state in row.states and row.who & mine]
    if has_members:
        acts = [act for act in acts if act in GROUP_ACTS]
    if assignment.parent_id is None:
        acts = [act for act in acts if act not in MEMBER_ACTS]
    if not assignment.agency.is_us:
        acts = [act for act in acts if act not in OWN_ACTS]
    closed = {Act.ASK_EXTENSION} if asked else {Act.WITHDRAW_EXTENSION, Act.DECIDE_EXTENSION}
    return [act for act in acts if act not in closed]


def transition(act: Act, state: State) -> Transition | None:
    """The row for an act in a state, None when the table has none."""
    return next((row for row in TRANSITIONS if row.act is act and state in row.states), None)


def transitions(act: Act) -> list[Transition]:
    """All rows of an act."""
    return [row for row in TRANSITIONS if row.act is act]


def require_person(act: Act, assignment: Assignment, viewer: Viewer) -> None:
    """Raises NotAllowed unless this person may do this to the assignment in some state."""
    if not any(row.act is act and row.who & relations(assignment, viewer) for row in TRANSITIONS):
        raise NotAllowed(
            "Anh/chị không có quyền “{act}” với nhiệm vụ này. "
            "Việc này dành cho người được giao của cơ quan hoặc Văn phòng; hãy liên hệ chuyên viên theo dõi.",
            act=act,
        )


def require(act: Act, assignment: Assignment, viewer: Viewer, *, has_members: bool = False) -> Transition:
    """The row by which this person may do this now. Raises NotAllowed (the person) or WrongState (the state)."""
    require_person(act, assignment, viewer)
    if has_members and act not in GROUP_ACTS:
        raise WrongState("Nhiệm vụ giao cho nhóm được tính từ từng cơ quan thành viên. Hãy “{act}” ở dòng của từng cơ quan.", act=act)
    if act in MEMBER_ACTS and assignment.parent_id is None:
        raise WrongState("Chỉ “{act}” được với đơn vị thành viên của một nhóm. Với cơ quan này, hãy dùng “Hủy”.", act=act)
    if act in OWN_ACTS and not assignment.agency.is_us:
        raise WrongState("Chỉ “{act}” được phần việc của chính tỉnh trong văn bản cấp trên. Với cơ quan khác, hãy dùng “Chuyển”.", act=act)
    row = transition(act, assignment.state)
    if row is None:
        raise WrongState(
            "Không thể “{act}” khi nhiệm vụ đang ở trạng thái “{state}”. Hãy tải lại trang để xem việc có thể làm ở trạng thái này.",
            act=act,
            state=assignment.state,
        )
    return row


def apply(row: Transition, assignment: Assignment, *, more: bool = False) -> None:
    """Moves the state by a row of the table. `more`: further dated milestones are open."""
    before = assignment.state
    if row.act is Act.RESUME:
        assignment.state, assignment.resumes_to = assignment.resumes_to or IN_PROGRESS, None
        return
    if row.to is None:
        return
    assignment.state = row.partly if more and row.partly else row.to
    assignment.resumes_to = before if row.act is Act.PAUSE else None


def take_over(assignment: Assignment, state: State) -> None:
    """The state of work that came in from the office's own sheet: it began elsewhere. Raises WrongState for what has begun here."""
    if assignment.state is not NEW:
        raise WrongState("Nhiệm vụ này đã được thực hiện ở đây, không lấy lại trạng thái từ bảng.")
    assignment.state = state


def state_of_many(states: Iterable[State]) -> State:
    """State of a whole (a task from its leads, a group from its members): done when all that were not cancelled are done."""
    present = set(states)
    living = present - {CANCELLED}
    if not living:
        return CANCELLED if present else NEW
    if len(living) == 1:
        return living.pop()
    return IN_PROGRESS
