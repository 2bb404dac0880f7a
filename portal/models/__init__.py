"""The records of the house itself: the guide, its figures, its words and its dated rules."""

from portal.content.pending import PendingVersion
from portal.content.preview_link import PreviewLink
from portal.content.records import ContentRevision
from portal.models.accounts import CalendarKey, FailedSignIn, SecondFactor, SignIn
from portal.models.figures import KeyFigure
from portal.models.glossary import Term
from portal.models.guide import Chapter, Section
from portal.models.mail import Delivery, Mail, NewsChoice, Subscription
from portal.models.new_year import YearMark
from portal.models.news import NewsItem
from portal.models.rules import UpcomingChange
from portal.search.index.models import SearchDocument, SearchPosting, SearchState, SearchWord, Synonym
from portal.search.query.misses import SearchMiss

__all__ = [
    "CalendarKey",
    "Chapter",
    "ContentRevision",
    "Delivery",
    "FailedSignIn",
    "KeyFigure",
    "Mail",
    "NewsChoice",
    "NewsItem",
    "PendingVersion",
    "PreviewLink",
    "SearchDocument",
    "SearchMiss",
    "SearchPosting",
    "SearchState",
    "SearchWord",
    "SecondFactor",
    "Section",
    "SignIn",
    "Subscription",
    "Synonym",
    "Term",
    "UpcomingChange",
    "YearMark",
]
