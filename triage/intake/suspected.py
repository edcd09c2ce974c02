"""An enquiry that a program may have filled in: held among the mail for a person, never thrown away."""

from email.message import EmailMessage
from email.utils import formataddr

from tickets.inbound.receiving import IntakeResult, receive
from triage.intake.forms import EnquiryForm

NOBODY = "ukendt@invalid"


def hold(form: EnquiryForm) -> IntakeResult:
    """Stores it as a mail from its sender that looks like spam, with its files. One click opens the case."""
    data = form.cleaned_data
    mail = EmailMessage()
    mail["From"] = formataddr((one_line(data["name"]), data["email"] or NOBODY))
    mail["Subject"] = one_line(data["subject"])
    mail["X-Spam-Flag"] = "YES"
    place = data["institution"] or data["elsewhere"]
    mail.set_content("\n".join([data["body"], "", f"{place}", data["phone"]]).rstrip() + "\n")
    for file in data["attachments"]:
        kind, _slash, detail = file.upload.content_type.partition("/")
        mail.add_attachment(file.data, maintype=kind, subtype=detail, filename=file.upload.name)
    return receive(mail.as_bytes())


def one_line(text: str) -> str:
    return " ".join(text.split())
