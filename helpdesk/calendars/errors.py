"""What can be wrong with open hours and holidays."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Invalid


class NoOpenTime(Conflict):
    """The calendar holds too little open time within its horizon."""

    code = "NO_OPEN_TIME"
    en = "The calendar {calendar} has too little open time in the {years} years after {since}."
    zh = "日历 {calendar} 在 {since} 之后的 {years} 年内没有足够的服务时间。"


class HolidayOfAnotherYear(Invalid):
    """A table of holidays holds the dates of one year."""

    code = "HOLIDAY_OF_ANOTHER_YEAR"
    en = "{day} is not a date of {year}."
    zh = "{day} 不是 {year} 年的日期。"


class HolidayAndWorkingDay(Invalid):
    """A date is a day off or a swapped working day, never both."""

    code = "HOLIDAY_AND_WORKING_DAY"
    en = "{day} is given both as a day off and as a working day."
    zh = "{day} 同时被列为休息日和调休上班日。"
