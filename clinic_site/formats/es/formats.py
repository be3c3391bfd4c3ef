"""Spanish as it is written in the United States: with the twelve-hour clock."""

TIME_FORMAT = "g:i a"
LONG_DATE_FORMAT = r"j \d\e F \d\e Y"
