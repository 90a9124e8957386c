"""The registers of organizations."""

from zhoushan_community.base.registers import Register, register

from .models import Body, Department, Member, ResidentUnit, Term

register(
    Register(
        model=ResidentUnit,
        clauses=("N07", "N12"),
        columns=("district", "street", "community", "name", "kind", "valid_from", "valid_to"),
        filters=("kind",),
        sheet_key=("district", "street", "community", "name"),
        heads={"name": ("单位名称", "驻区单位", "驻社区单位"), "kind": ("单位性质", "单位类型")},
    )
)

register(
    Register(
        model=Body,
        clauses=("N11",),
        columns=("district", "street", "community", "kind", "valid_from", "valid_to"),
        filters=("kind",),
        sheet_key=("district", "street", "community", "kind"),
        heads={"kind": ("组织", "组织名称", "自治组织")},
    )
)

register(
    Register(
        model=Term,
        clauses=("N11",),
        columns=("district", "street", "community", "body", "number", "started_on", "ends_on"),
        filters=("started_on", "ends_on"),
    )
)

register(
    Register(
        model=Member,
        clauses=("N12", "N14", "N26", "A01"),
        columns=(
            "district",
            "street",
            "community",
            "term",
            "person_name",
            "gender",
            "birth_year",
            "post",
            "elected_from",
            "resident_unit",
            "party_post",
            "valid_from",
            "valid_to",
        ),
        filters=("post", "elected_from", "party_post"),
    )
)

register(
    Register(
        model=Department,
        clauses=("R12",),
        columns=("district", "name", "kind", "valid_from", "valid_to"),
        filters=("district", "kind"),
        sheet_key=("district", "name"),
        heads={"name": ("部门", "部门名称", "单位名称"), "kind": ("性质", "部门性质", "类别")},
    )
)
