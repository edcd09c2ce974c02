"""`{% hours_of_municipality as hours %}`: when the support works, line by line, in the reader's language."""

from django import template

from organisation.institutions import who_helps

register = template.Library()
register.simple_tag(who_helps.hours_of_municipality)
