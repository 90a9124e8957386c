"""What is said of an estate goes with it: an exemption holds wherever it lies."""

from communities.adjusting.moves import Follow, follow

from .models import Exemption

follow("communities.estate", Follow(Exemption, "estate"))
