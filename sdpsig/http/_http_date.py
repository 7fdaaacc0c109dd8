"""Dates as HTTP writes them (RFC 9110 §5.6.7), from a number, as there is no clock here."""

__all__ = ["http_date"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb")
"""From March on: a leap day is the last of its year then."""
DAY = 86_400
BEFORE_1970 = 719_468
"""Days from the first of March of the year 0."""
CENTURIES = 146_097
"""Days of four centuries, after which the calendar repeats itself."""


def http_date(wall: float) -> str:
    """``wall`` is in seconds since 1970, as ``time.time()``."""
    days, seconds = divmod(int(wall), DAY)
    fours, left = divmod(days + BEFORE_1970, CENTURIES)
    years = (left - left // 1_460 + left // 36_524 - left // 146_096) // 365
    left -= 365 * years + years // 4 - years // 100
    month = (5 * left + 2) // 153
    day = left - (153 * month + 2) // 5 + 1
    year = 400 * fours + years + (month >= 10)
    hour, minute = seconds // 3_600, seconds // 60 % 60
    time = f"{hour:02}:{minute:02}:{seconds % 60:02}"
    return f"{DAYS[(days + 3) % 7]}, {day:02} {MONTHS[month]} {year:04} {time} GMT"
