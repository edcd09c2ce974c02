"""The municipality itself: one row, and when it works."""

from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.read_ahead import remembered
from database.web_address import WebAddressField
from organisation.calendar.business_time import Calendar
from organisation.models.opening import names_no_weekday, read_calendars
from organisation.pages.contrast import COLOUR, READABLE, contrast_with_white
from organisation.security.networks import read_networks
from organisation.stored_text import MaskedCharField, MaskedTextField

CACHED_SECONDS = 60
MOST_FILM_MEGABYTES = 50
"""What the shipped proxies let through, with a little beside it (`tickets.attachments.file_limits`)."""


class AccessibilityStatus(models.TextChoices):
    """How far a site fulfils EN 301 549, in the three steps of Commission Implementing Decision (EU) 2018/1523."""

    FULL = "full", _("Fulfils all requirements")
    PARTIAL = "partial", _("Fulfils most requirements")
    NOT = "not", _("Does not fulfil most requirements")


class AccessibilityMethod(models.TextChoices):
    """Who has judged it, in the three ways that the statement knows."""

    SELF = "self", _("The municipality has judged it itself")
    EXTERNAL = "external", _("Somebody outside the municipality has judged it")
    OTHER = "other", _("In another way")


class SecondFactorFor(models.TextChoices):
    """Of whom a second factor is asked who signs in with a password."""

    NOBODY = "nobody", _("Nobody must have one")
    REACHING = "reaching", _("Whoever sees several institutions, forwards cases or administers")
    EVERYBODY = "everybody", _("Everybody")


class Municipality(models.Model):
    """Name, contact, colours, retention and the facts of the public papers of the municipality that runs this site.

    There is one row. What its papers lack, `organisation.papers.missing` knows.
    """

    name = MaskedCharField(_("name"), max_length=120)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    phone = MaskedCharField(_("phone"), max_length=40, blank=True)
    address = MaskedCharField(_("address"), max_length=200, blank=True)
    opening_hours_text = MaskedCharField(
        _("to add about the opening hours"),
        max_length=200,
        blank=True,
        validators=[names_no_weekday],
        help_text=_("What the hours themselves do not say, such as when the phone is answered."),
    )
    cvr = models.CharField(
        _("CVR number"), max_length=8, blank=True, validators=[RegexValidator(r"^\d{8}$", _("Eight digits."))]
    )

    adviser_name = MaskedCharField(
        _("name or unit"), max_length=120, blank=True, help_text=_("A unit outlasts a person.")
    )
    adviser_email = models.EmailField(
        _("the adviser's e-mail"),
        blank=True,
        help_text=_("The law asks for a direct way to the adviser (GDPR, articles 13 and 37)."),
    )
    adviser_phone = MaskedCharField(_("the adviser's phone"), max_length=40, blank=True)
    adviser_url = WebAddressField(
        _("page for writing to the adviser securely"),
        blank=True,
        help_text=_("For example your page for Digital Post."),
    )
    processors = MaskedTextField(
        _("who runs the system for you"),
        blank=True,
        help_text=_(
            "Your data processors, one a line: name, what they do, and the country in which they do it. "
            "Write the municipality itself if nobody else runs it."
        ),
    )
    third_countries = MaskedTextField(
        _("transfers to countries outside the EU and EEA"),
        blank=True,
        help_text=_("Leave it empty if there are none. Otherwise: which country, who, and on what basis."),
    )
    own_legal_basis = MaskedTextField(
        _("legal basis in your own words"),
        blank=True,
        help_text=_(
            "Leave it empty to use the usual text: the support is a task of the municipality as an authority "
            "(GDPR, article 6(1)(e)). Let your data protection adviser judge it."
        ),
    )
    privacy_reviewed_on = models.DateField(
        _("privacy page last reviewed"),
        null=True,
        blank=True,
        help_text=_("The day on which you and your data protection adviser last read the page. The page shows it."),
    )

    accessibility_url = WebAddressField(
        _("address of the statement"),
        blank=True,
        help_text=_(
            "The address at was.digst.dk. The law asks you to make the statement in WAS-Tool; "
            "the page /tilgaengelighed/ says the same and links to it."
        ),
    )
    accessibility_status = models.CharField(
        _("how far the site fulfils EN 301 549"), max_length=8, choices=AccessibilityStatus, blank=True
    )
    accessibility_method = models.CharField(
        _("how that was judged"), max_length=8, choices=AccessibilityMethod, blank=True
    )
    accessibility_problems = MaskedTextField(
        _("content that is not accessible"),
        blank=True,
        help_text=_(
            "One problem a line: what it is, who it troubles, how to get the same another way, and when it is put "
            "right."
        ),
    )
    accessibility_burden = MaskedTextField(
        _("what you leave out as a disproportionate burden"),
        blank=True,
        help_text=_(
            "With the reason (the law on web accessibility, section 3(2)). Leave it empty if there is nothing."
        ),
    )
    accessibility_reviewed_on = models.DateField(
        _("statement last brought up to date"),
        null=True,
        blank=True,
        help_text=_("At every change that matters, and once a year at least."),
    )
    primary_colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#0b5563",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour such as #0b5563."))],
    )
    logo_digest = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    """Names the picture in `Logo`; empty where there is none."""
    launches_on = models.DateField(
        _("the day on which you begin"),
        null=True,
        blank=True,
        help_text=_("The first day on which everybody may write. Until then you see how ready you are."),
    )
    closed_on_1_may = models.BooleanField(_("closed on 1 May"), default=False)
    retention_days = models.PositiveIntegerField(_("days a closed case is kept"), default=365)
    reading_days = models.PositiveIntegerField(
        _("days it is kept who has read a case"),
        default=365,
        help_text=_("Long enough to look into a misuse that is found late."),
    )

    stale_days = models.PositiveIntegerField(
        _("days without a sign of life before somebody is asked about an open case"),
        default=365,
        db_default=365,
        help_text=_(
            "A case that never ends is never deleted. 0 means that nobody is asked, and nothing ends by itself."
        ),
    )
    stale_end_days = models.PositiveIntegerField(
        _("days after that before the case is ended"),
        default=60,
        db_default=60,
        help_text=_("Its requester is told, and can open it again."),
    )

    enquiries_per_hour = models.PositiveIntegerField(
        _("enquiries an hour from one network address"),
        default=60,
        help_text=_("A school shares one address. 0 means no limit."),
    )
    school_networks = models.TextField(
        _("networks of your schools and daycares"),
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "One network a line, such as 192.0.2.0/24. A whole school may sit behind one of them, so that ten times "
            "as much may come from there."
        ),
    )
    film_megabytes = models.PositiveSmallIntegerField(
        _("megabytes of a film"),
        default=20,
        db_default=20,
        validators=[MinValueValidator(5), MaxValueValidator(MOST_FILM_MEGABYTES)],
        help_text=_(
            "5 to 50. A minute of a phone's screen is often 20 to 50 MB. Larger films take longer to send and more "
            "room."
        ),
    )
    reply_days = models.PositiveSmallIntegerField(
        _("days in which a reply by mail reopens a case"),
        default=14,
        help_text=_("Counted from its end. What is written later opens a new case, linked with it. 0 means always."),
    )
    session_idle_minutes = models.PositiveSmallIntegerField(
        _("minutes without use after which one is signed out"),
        default=240,
        validators=[MinValueValidator(5), MaxValueValidator(720)],
    )
    session_hours = models.PositiveSmallIntegerField(
        _("hours after which one signs in again"), default=12, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    session_idle_minutes_wide = models.PositiveSmallIntegerField(
        _("minutes without use, for who sees the whole municipality"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(720)],
    )
    session_hours_wide = models.PositiveSmallIntegerField(
        _("hours, for who sees the whole municipality"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    undo_seconds = models.PositiveSmallIntegerField(
        _("seconds in which a sent answer can be taken back"),
        default=15,
        validators=[MaxValueValidator(120)],
        help_text=_("The answer leaves when they are over. 0 sends at once."),
    )

    second_pair_of_eyes = models.BooleanField(
        _("somebody else approves a shared answer"),
        default=False,
        db_default=False,
        help_text=_("Then nobody publishes what they wrote last themselves."),
    )

    review_days = models.PositiveSmallIntegerField(
        _("days after which a shared answer is to be reviewed"),
        default=365,
        db_default=365,
        validators=[MinValueValidator(30), MaxValueValidator(1825)],
        help_text=_("Counted from the last review, where whoever reviewed it chose no other day."),
    )

    tries_links = models.BooleanField(
        _("links in shared answers are tried"),
        default=False,
        db_default=False,
        help_text=_(
            "A few a minute, over https and in the public internet alone. The other site hears the address of this "
            "server and nothing of any reader. Who owns an answer hears which of its links lead nowhere."
        ),
    )

    mails_text = models.BooleanField(
        _("mails carry what was written"),
        default=True,
        help_text=_("Without it, mails to requesters say that there is news, and link to it."),
    )
    mails_flagged_text = models.BooleanField(
        _("mails about sensitive cases carry what was written"),
        default=True,
        help_text=_("Without it, mails about flagged cases only say that there is news."),
    )
    counts_colleagues = models.BooleanField(
        _("figures about each colleague"),
        default=False,
        db_default=False,
        help_text=_(
            "How many of the faults that each colleague passed on came back as no fault, shown to those who answer for "
            "the support. Agree on it with the employees first; without it everybody sees their own alone."
        ),
    )
    mails_name_writer = models.BooleanField(
        _("mails name who answers"),
        default=True,
        help_text=_("The name and role of who wrote the answer, and the phone number of the municipality."),
    )

    colleagues_answer_by_mail = models.BooleanField(
        _("colleagues answer requesters by mail"),
        default=False,
        db_default=False,
        help_text=_(
            "What somebody answers to a mail about a case goes to the requester, if it comes from the very address "
            "that the mail went to. Without it, and in sensitive cases, it becomes an internal note. The mail says "
            "which."
        ),
    )

    mails_per_minute = models.PositiveIntegerField(
        _("mails a minute that the mail server takes"),
        default=0,
        help_text=_("For news to many. Exchange Online takes 30. 0 means as many as there are."),
    )

    second_factor_for = models.CharField(
        _("second factor with the password"),
        max_length=9,
        choices=SecondFactorFor,
        default=SecondFactorFor.REACHING,
        db_default=SecondFactorFor.REACHING,
        help_text=_("A code from an app, or a passkey. Who signs in by single sign-on proves it there."),
    )
    second_factor_days = models.PositiveSmallIntegerField(
        _("days to set up the second factor"),
        default=14,
        db_default=14,
        help_text=_("Counted for each person from the first sign-in at which it was asked for."),
    )
    local_passwords = models.BooleanField(
        _("sign-in with a password"),
        default=True,
        db_default=True,
        help_text=_("Without it, everybody signs in by single sign-on, but for the emergency accounts."),
    )

    public_wishes = models.BooleanField(
        _("public list of wishes"),
        default=False,
        help_text=_(
            "Shows the wishes that the project lead has chosen, where everybody can say that they want them too."
        ),
    )
    public_questions = models.BooleanField(
        _("public list of questions"),
        default=True,
        db_default=True,
        help_text=_("Shows what others asked, without names. Each question is cleared by a member of staff first."),
    )

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipality")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_municipality")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Municipality":
        """The one row, or unsaved defaults before the site is set up."""
        municipality = remembered("municipality")
        if municipality is None:
            municipality = cls.objects.filter(id=1).first() or cls(id=1, name="Aula")
            cache.set("municipality", municipality, CACHED_SECONDS)
        assert isinstance(municipality, cls)
        return municipality

    @classmethod
    def calendar(cls, institution: int | None = None) -> Calendar:
        """When the support works, from the rows of opening windows and closing days.

        An institution (by its id) with hours of its own has those; its closing days come beside the municipality's.
        """
        plain = cls.plain_calendars()
        return Calendar(**(plain.get(institution) or plain[None]))

    @classmethod
    def plain_calendars(cls) -> dict[int | None, dict[str, Any]]:
        """What a `Calendar` is made of: the municipality's (None), and those of institutions that have their own."""
        plain = remembered("calendars")
        if plain is None:
            plain = read_calendars(closed_on_1_may=cls.current().closed_on_1_may)
            cache.set("calendars", plain, CACHED_SECONDS)
        assert isinstance(plain, dict)
        return plain

    @staticmethod
    def forget_cached() -> None:
        """Shows a change at once; called where an administrator saves the rows behind `current` and `calendar`."""
        cache.delete("municipality")
        cache.delete("calendars")

    def clean(self) -> None:
        """A colour that is none is answered by its field."""
        try:
            read_networks(self.school_networks)
        except ValueError as error:
            raise ValidationError(
                {"school_networks": _("%(line)s is no network. Write it as 192.0.2.0/24.") % {"line": error.args[0]}}
            ) from None
        if COLOUR.fullmatch(self.primary_colour) and contrast_with_white(self.primary_colour) < READABLE:
            raise ValidationError(
                {"primary_colour": _("White text on this colour is hard to read. Choose a darker one.")}
            )
