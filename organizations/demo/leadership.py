"""Departments with their duties and tasks, and the bodies that coordinate them (R11, R12)."""

import datetime

from communities.demo.making import REFORM, Inventor
from communities.models import District

from ..models import (
    CoordinationBody,
    CoordinationMeeting,
    CoordinationSeat,
    Department,
    Responsibility,
    Task,
    TaskFollowUp,
)

# name, kind, clauses that it leads, clauses that it supports
DEPARTMENTS = (
    ("市委组织部", "party", "N08 R02 N09", "A01"),
    ("市委宣传部", "party", "A03", "R05"),
    ("市委政法委", "party", "R07", "N27 N28"),
    ("市文明办", "party", "T4 T5", "T6"),
    ("市计委", "government", "", "N16"),
    ("市城建委", "government", "N05 R01", "N04 N06"),
    ("市计生委", "government", "", "N02"),
    ("市公安局", "government", "N24 N25 N26", "T7"),
    ("市财政局", "government", "N16 N17", "N04"),
    ("市司法局", "government", "R08 R09", "N27"),
    ("市民政局", "government", "T1 T2 T3 N01 N13 N18", "N03"),
    ("市教育局", "government", "R06", ""),
    ("市文化局", "government", "N20 R05", "A03"),
    ("市卫生局", "government", "N22 N23", "N02"),
    ("市总工会", "mass", "N10", "N21"),
    ("团市委", "mass", "", "N10 N21"),
    ("市妇联", "mass", "", "N10"),
)
# department, clause, title, due, state, done
TASKS = (
    ("市民政局", "T1", "完成定海、普陀两区社区规模调整的验收", "2002-06-30", "done", "2002-07-05"),
    ("市民政局", "N13", "核定各社区专职工作人员职数", "2002-09-30", "done", "2002-09-20"),
    ("市财政局", "N16", "落实社区办公经费和工作人员报酬", "2002-12-31", "under_way", ""),
    ("市城建委", "N05", "对新建小区“双百”用房逐个审查", "2003-06-30", "under_way", ""),
    ("市公安局", "N24", "社区警务室统一规范建设", "2002-10-31", "done", "2002-10-28"),
    ("市卫生局", "N23", "规划社区卫生服务机构布点", "2003-03-31", "open", ""),
    ("市文明办", "T5", "第二批市级文明社区申报评定", "2003-11-30", "done", "2003-12-18"),
    ("市妇联", "N10", "社区妇女组织全覆盖", "2003-06-30", "dropped", ""),
)
MEETINGS = (
    ("2002-06-28", "部署社区规模调整扫尾工作", "6月底前完成调整；各部门明确责任。"),
    ("2002-12-26", "通报2002年目标完成情况", "办公经费未足额拨付的区须在年底前补足。"),
    ("2003-06-20", "研究警务室和卫生服务机构建设", "警务室负责人应进入社区居委会。"),
    ("2003-12-30", "通报两年目标完成情况", "转入日常考核。"),
)


def make(inventor: Inventor) -> None:
    """The city's departments with what they lead and support, then its coordination bodies."""
    departments = {
        name: Department(name=name, kind=kind, valid_from=REFORM) for name, kind, _lead, _support in DEPARTMENTS
    }
    inventor.keep(departments.values())
    duties = {
        (name, clause): Responsibility(
            department=departments[name], clause=clause, role=role, content="演示分工", valid_from=REFORM
        )
        for name, _kind, leads, supports in DEPARTMENTS
        for role, clauses in (("lead", leads), ("support", supports))
        for clause in clauses.split()
    }
    inventor.keep(duties.values())
    tasks = [
        Task(
            responsibility=duties[name, clause],
            title=title,
            due_on=datetime.date.fromisoformat(due),
            state=state,
            done_on=datetime.date.fromisoformat(done) if done else None,
        )
        for name, clause, title, due, state, done in TASKS
    ]
    inventor.keep(tasks)
    inventor.keep(
        [
            TaskFollowUp(
                task=task,
                held_on=task.due_on - datetime.timedelta(days=30),
                way=("notice", "visit", "meeting", "call")[number % 4],
                finding="进度偏慢，要求按期完成。" if task.state != "done" else "进展正常。",
                reply_due_on=task.due_on - datetime.timedelta(days=10),
            )
            for number, task in enumerate(tasks)
        ]
    )
    _coordination(inventor, list(departments.values()))


def _coordination(inventor: Inventor, departments: list[Department]) -> None:
    bodies = [
        CoordinationBody(
            level="city", name="市社区建设工作协调委员会", document_no="演示〔2002〕5号", valid_from=REFORM
        )
    ]
    # 嵊泗县 has not set up one yet.
    for district in District.unscoped.exclude(code="330922"):
        bodies.append(
            CoordinationBody(
                level="district",
                district=district,
                name=f"{district.name}社区建设工作领导小组",
                document_no=f"演示〔2002〕{district.code[-2:]}号",
                valid_from=REFORM + datetime.timedelta(days=15 if district.bound else 200),
            )
        )
    inventor.keep(bodies)
    seats = [
        CoordinationSeat(body=body, role=role, office=office, valid_from=body.valid_from)
        for body in bodies
        for role, office in (("head", "分管领导"), ("deputy", "民政局局长"), ("member", "公安局副局长"))
    ]
    seats += [
        CoordinationSeat(
            body=bodies[0],
            role="member",
            office=f"{department.name}负责人",
            department=department,
            valid_from=REFORM,
        )
        for department in departments
    ]
    inventor.keep(seats)
    inventor.keep(
        [
            CoordinationMeeting(
                body=body,
                held_on=max(datetime.date.fromisoformat(day), body.valid_from),
                subject=subject,
                attended=14 if body.level == "city" else 9,
                decisions=decisions,
            )
            for body in bodies
            for day, subject, decisions in (MEETINGS if body.level == "city" else MEETINGS[1::2])
        ]
    )
