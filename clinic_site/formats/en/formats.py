"""English."""

LONG_DATE_FORMAT = "F j, Y"
