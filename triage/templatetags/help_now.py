"""Where there is help now, for whoever is writing: on every page on which people write to us."""

from dataclasses import replace
from typing import Final

from django import forms, template

from tickets.requester.help_now import HelpNow, help_for
from tickets.words import FlagKind
from triage.flags import gate

register = template.Library()

SEARCHED: Final = frozenset({FlagKind.SELF_HARM, FlagKind.VIOLENCE, FlagKind.ABUSE, FlagKind.BULLYING, FlagKind.THREAT})
"""Kinds of which a few words in a search say enough; who searches for a hidden address wants to read about it."""


@register.simple_tag
def help_with(text: str | None, audience: str = "") -> HelpNow | None:
    """By the lexicon alone, for what somebody has written."""
    return help_for(gate.at_once(text, audience), audience) if text else None


@register.simple_tag
def help_in_form(form: forms.BaseForm, audience: str = "") -> HelpNow | None:
    """For what was typed in a form that comes back."""
    if not form.is_bound:
        return None
    typed = [form[name].value() for name in form.fields]
    return help_with("\n".join(value for value in typed if isinstance(value, str)), audience)


@register.simple_tag
def help_in_search(query: str | None, audience: str = "") -> HelpNow | None:
    """For what somebody searches for, which nobody reads."""
    help_now = help_for(gate.at_once(query, audience) & SEARCHED, audience) if query else None
    return replace(help_now, is_unread=True) if help_now else None
