from tickets.models.attachment import Attachment, AttachmentContent
from tickets.models.breach import Breach
from tickets.models.delivery import Delivery
from tickets.models.delivery_file import DeliveryFile
from tickets.models.draft import Draft
from tickets.models.event import Event
from tickets.models.follow import Follow
from tickets.models.found_in_file import FoundInFile
from tickets.models.held_file import HeldFile
from tickets.models.link import Link
from tickets.models.mail_authority import MailAuthority
from tickets.models.mail_sign_in import MailSignIn
from tickets.models.mail_text import MailText
from tickets.models.mailbox import Mailbox
from tickets.models.merge import Merge
from tickets.models.message import Message
from tickets.models.news_refusal import NewsRefusal
from tickets.models.news_stop import NewsStop
from tickets.models.notice import Notice, NotificationChoice
from tickets.models.person_request import PersonRequest
from tickets.models.policy import EscalationPolicy
from tickets.models.promise import Promise
from tickets.models.reading import Reading
from tickets.models.received_mail import RawMail, ReceivedMail
from tickets.models.recount import Recount
from tickets.models.reply_address import ReplyAddress
from tickets.models.safeguarding import HelpLine, LetIn, Safeguarding
from tickets.models.satisfaction import Satisfaction
from tickets.models.search_entry import SearchEntry
from tickets.models.sharing import Sharing, Turn
from tickets.models.tagging import Tag, Tagging
from tickets.models.target import Target
from tickets.models.text_gateway import TextGateway
from tickets.models.text_message import TextMessage
from tickets.models.ticket import Ticket

__all__ = [
    "Attachment",
    "AttachmentContent",
    "Breach",
    "Delivery",
    "DeliveryFile",
    "Draft",
    "EscalationPolicy",
    "Event",
    "Follow",
    "FoundInFile",
    "HeldFile",
    "HelpLine",
    "LetIn",
    "Link",
    "MailAuthority",
    "MailSignIn",
    "MailText",
    "Mailbox",
    "Merge",
    "Message",
    "NewsRefusal",
    "NewsStop",
    "Notice",
    "NotificationChoice",
    "PersonRequest",
    "Promise",
    "RawMail",
    "Reading",
    "ReceivedMail",
    "Recount",
    "ReplyAddress",
    "Safeguarding",
    "Satisfaction",
    "SearchEntry",
    "Sharing",
    "Tag",
    "Tagging",
    "Target",
    "TextGateway",
    "TextMessage",
    "Ticket",
    "Turn",
]
