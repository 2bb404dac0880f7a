"""Short walks of questions that end in an answer: may I tell it, am I disqualified."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from committee.models.role import MemberDuty
from portal.content.records import ContentRecord, RecordPart
from portal.search.index.document import Document


class Walk(ContentRecord):
    """A question that a member brings, answered step by step."""

    title = models.CharField("titel", max_length=120, help_text="Fx Må jeg fortælle det?")
    slug = models.SlugField("adresse", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    lead = models.CharField("indledning", max_length=300)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "trinsvis vejledning"
        verbose_name_plural = "trinsvise vejledninger"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("committee:walk", args=[self.slug])

    def search_document(self) -> Document:
        """Its title with the duty that it is about, which a reader may have asked for by name."""
        duty = MemberDuty.objects.published().filter(steps__walk=self.pk).order_by("steps__order").first()
        return Document(
            area="rolle",
            title=f"{self.title} ({duty.title})" if duty else self.title,
            address=self.get_absolute_url(),
            group="Din rolle",
            terms=self.search_words,
            body=self.lead,
        )


class WalkStep(ContentRecord):
    """One page of a walk: a question with answers to choose from, or the answer at its end.

    A yes or a no stands only where the folder alone carries it; every other answer names its `legal_source`.
    """

    natural_fields = ("walk__slug", "slug")
    published_within = ("walk",)
    name_related = ("walk",)
    history_follow = ("answers",)

    class Verdict(models.TextChoices):
        QUESTION = "", "et spørgsmål"
        YES = "ja", "ja"
        NO = "nej", "nej"
        ASK = "spoerg", "sig det ikke, før du har spurgt"
        TELL = "sig-det", "sig det til udvalget"
        DOUBT = "tvivl", "deltag, men sig det, hvis du er i tvivl"
        DECIDED = "afgjort", "udvalget har afgjort det"
        ACT = "handl", "gør det nu"

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="steps", verbose_name="trinsvis vejledning")
    slug = models.SlugField("adresse", max_length=80)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0, help_text="Det første trin begynder vejen.")
    title = models.CharField("spørgsmål eller svar", max_length=200)
    verdict = models.CharField("svar", max_length=10, choices=Verdict, blank=True)
    body = models.TextField("begrundelse eller hjælp", blank=True, help_text="Markdown.")
    source = models.CharField("kilde", max_length=200, blank=True)
    duty = models.ForeignKey(
        MemberDuty, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps", verbose_name="pligt"
    )

    class Meta:
        ordering = ["walk", "order", "pk"]
        verbose_name = "trin i en trinsvis vejledning"
        verbose_name_plural = "trin i de trinsvise vejledninger"
        constraints = [models.UniqueConstraint(fields=["walk", "slug"], name="step_once_a_walk")]

    def __str__(self) -> str:
        return f"{self.walk}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("committee:walk_step", args=[self.walk.slug, self.slug])

    @property
    def is_answer(self) -> bool:
        return bool(self.verdict)

    @property
    def asks_the_secretariat(self) -> bool:
        """Whether the answer leads to the secretariat, so that its contact must stand beside it."""
        return self.is_answer and self.verdict not in (self.Verdict.YES, self.Verdict.NO)


class WalkAnswer(RecordPart):
    """A way on from a question."""

    natural_fields = ("step__walk__slug", "step__slug", "order")
    record_field = "step"

    step = models.ForeignKey(WalkStep, on_delete=models.CASCADE, related_name="answers", verbose_name="spørgsmål")
    label = models.CharField("svar", max_length=160, help_text="Fx Ja, sagen er markeret som fortrolig.")
    leads_to = models.ForeignKey(WalkStep, on_delete=models.PROTECT, related_name="arrivals", verbose_name="fører til")
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["step", "order"], name="answer_once_a_place")]
        verbose_name = "svarmulighed"
        verbose_name_plural = "svarmuligheder"

    def __str__(self) -> str:
        return self.label
