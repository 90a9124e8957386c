"""What is told of every named person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    """As identity papers have it."""

    MALE = "male", _("male")
    FEMALE = "female", _("female")
