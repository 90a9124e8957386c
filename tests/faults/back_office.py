"""Locks of the back office."""

from .fault import BASE, Fault

ADMIN = "tests/base/test_admin.py"
ADMIN_REGISTERS = "tests/base/test_admin_registers.py"

FAULTS = (
    Fault(
        "every administrator has everybody",
        f"{BASE}/models/people.py",
        'if administrator.may("administer", "city"):',
        "if True:",
        f"{ADMIN}::test_people_of_the_own_ground_only_are_shown",
    ),
    Fault(
        "an administrator keeps who works elsewhere",
        f"{BASE}/models/people.py",
        '.exclude(pk__in=elsewhere.values("user"))',
        "",
        f"{ADMIN}::test_people_of_the_own_ground_only_are_shown",
    ),
    Fault(
        "people without a duty are everybody's",
        f"{BASE}/models/people.py",
        'Q(pk__in=lines.values("row_id")) & ~Q',
        "~Q",
        f"{ADMIN}::test_a_person_without_a_duty_is_shown_to_who_made_it",
    ),
    Fault(
        "every administrator has the duties of the city",
        f"{BASE}/models/people.py",
        '            if duty.level == "city":\n                return self.all()',
        '            if duty.level != "community":\n                return self.all()',
        f"{ADMIN}::test_people_of_the_own_ground_only_are_shown",
    ),
    Fault(
        "the back office gives every administrator the city's matters",
        f"{BASE}/models/people.py",
        'return model in (User, Duty) or self.may("administer", "city")',
        "return True",
        f"{ADMIN}::test_matters_of_the_city_are_the_citys",
    ),
    Fault(
        "a duty is given anywhere",
        f"{BASE}/people_admin.py",
        "db_field.related_model.objects.administered_by(request.user)",
        'db_field.related_model.objects.whole_city(because="x")',
        f"{ADMIN}::test_duties_elsewhere_or_above_are_not_given",
    ),
    Fault(
        "a duty is given at any level",
        f"{BASE}/people_admin.py",
        "*Duty.LEVEL_CHOICES[highest:]]",
        "*Duty.LEVEL_CHOICES]",
        f"{ADMIN}::test_duties_elsewhere_or_above_are_not_given",
    ),
    Fault(
        "a saved person is not asked for again",
        f"{BASE}/people_admin.py",
        "            raise OutsideTerritory",
        "            pass",
        f"{ADMIN}::test_a_person_who_is_given_a_duty_elsewhere_meanwhile_is_left_alone",
    ),
    Fault(
        "one raises oneself",
        f"{BASE}/people_admin.py",
        "return obj != request.user and super()",
        "return super()",
        f"{ADMIN}::test_nobody_changes_the_own_account",
    ),
    Fault(
        "foreign duties are shown in a person",
        f"{BASE}/people_admin.py",
        "        return Duty.objects.administered_by(request.user)\n",
        "        return Duty.objects.all()\n",
        f"{ADMIN}::test_people_of_the_own_ground_only_are_shown",
    ),
    Fault(
        "choices while typing are everybody's",
        f"{BASE}/people_admin.py",
        "self.model_admin.model.objects.administered_by(self.request.user)",
        "self.model_admin.model._base_manager.all()",
        f"{ADMIN}::test_choices_while_typing_are_own_ground",
    ),
    Fault(
        "the later administrator overwrites",
        f"{BASE}/admin.py",
        'self.instance.version = self.cleaned_data.get("version") or 0',
        "pass",
        f"{ADMIN}::test_the_later_of_two_administrators_is_told",
    ),
    Fault(
        "the back office has everybody's rows",
        f"{BASE}/admin.py",
        "rows = self.register.model.objects.visible_to(request.user)",
        'rows = self.register.model.objects.whole_city(because="x")',
        f"{ADMIN_REGISTERS}::test_rows_of_others_are_not_there",
    ),
    Fault(
        "the back office changes what may only be seen",
        f"{BASE}/admin.py",
        "if obj is None else is_editable(obj, request.user)",
        "or obj is not None",
        f"{ADMIN_REGISTERS}::test_what_may_only_be_seen_is_only_shown",
    ),
    Fault(
        "the back office deletes",
        f"{BASE}/models/people.py",
        'if not self.is_staff or action == "delete":',
        "if not self.is_staff:",
        f"{ADMIN}::test_matters_of_the_city_are_the_citys",
    ),
    Fault(
        "the back office tells which rows exist",
        f"{BASE}/admin_site.py",
        'if getattr(url, "name", "") != "view_on_site"',
        "",
        f"{ADMIN_REGISTERS}::test_the_back_office_tells_nobody_which_rows_exist",
    ),
    Fault(
        "the back office shows the history of rows that one may not see",
        f"{BASE}/admin.py",
        "        if not self.has_view_permission(request, obj):\n            raise PermissionDenied\n        context",
        "        context",
        f"{ADMIN}::test_matters_of_the_city_are_the_citys",
    ),
)
