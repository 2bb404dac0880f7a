"""The addresses of the committee app."""

from django.urls import path

from committee.views import administration, calendar, law, meetings, oversight, people, role, year

app_name = "committee"

urlpatterns = [
    path("moeder/", meetings.plan, name="plan"),
    path("moeder/<slug:slug>/", meetings.meeting, name="meeting"),
    path("moeder/filer/<uuid:key>/", meetings.file, name="file"),
    path("moeder/<slug:slug>/online/", meetings.online, name="online"),
    path("aarshjul/", year.year, name="year"),
    path("moeder/kalender.ics", calendar.calendar, name="calendar"),
    path("moeder/<slug:slug>/moede.ics", calendar.meeting_calendar, name="meeting_calendar"),
    path("moeder/kalender.ics/", calendar.without_slash),
    path("moeder/<slug:slug>/moede.ics/", calendar.without_slash),
    path("tilsyn/", oversight.oversight, name="oversight"),
    path("tilsyn/<slug:slug>/", oversight.body, name="body"),
    path("jura/", law.law_index, name="law_index"),
    path("jura/<slug:slug>/", law.law, name="law"),
    path("rolle/", role.role, name="role"),
    path("rolle/<slug:walk_slug>/", role.walk, name="walk"),
    path("rolle/<slug:walk_slug>/<slug:slug>/", role.walk_step, name="walk_step"),
    path("udvalget/", people.people, name="people"),
    path("forvaltning/", administration.administration, name="administration"),
]
