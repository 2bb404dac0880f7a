"""The addresses of the portal app."""

from django.urls import path

from portal.views import (
    about,
    accounts,
    design,
    figures,
    glossary,
    guide,
    health,
    home,
    introduction,
    news,
    printing,
    rules,
    search,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("guide/", guide.guide, name="guide"),
    path("guide/<slug:slug>/", guide.chapter, name="chapter"),
    path("noegletal/", figures.figures, name="figures"),
    path("ordbog/", glossary.glossary, name="glossary"),
    path("regler/", rules.rules, name="rules"),
    path("nyt/", news.news, name="news"),
    path("nyt/atom.xml", news.NewsFeed(), name="news_feed"),
    path("soeg/", search.search, name="search"),
    path("min-introduktion/", introduction.introduction, name="introduction"),
    path("print/", printing.print_page, name="print"),
    path("velkomstguide.pdf", printing.guide, name="pdf"),
    path("moeder/moedeplan.pdf", printing.plan, name="plan_pdf"),
    path("om/", about.about, name="about"),
    path("om/design/", design.design, name="design"),
    path("privatliv/", about.privacy, name="privacy"),
    path("tilgaengelighed/", about.accessibility, name="accessibility"),
    path("was", about.was, name="was"),
    path("konto/", accounts.account, name="account"),
    path("konto/log-ind/", accounts.SignIn.as_view(), name="login"),
    path("konto/log-ud/", accounts.SignOut.as_view(), name="logout"),
    path("konto/adgangskode/", accounts.ChangePassword.as_view(), name="password"),
    path("konto/velkommen/<uidb64>/<token>/", accounts.Welcome.as_view(), name="welcome"),
    path("konto/kalender/", accounts.feed, name="feed"),
    path("konto/kalender/ny/", accounts.new_feed, name="new_feed"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
