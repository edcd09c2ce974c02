from knowledgebase.board.helper import BoardHelper
from knowledgebase.board.listening import Echo, Listener
from knowledgebase.board.question import Question
from knowledgebase.board.topic import Topic
from knowledgebase.exchange.models import Arrival, Partner, Subscription, Taken
from knowledgebase.models.alike import AlikeAnswers
from knowledgebase.models.answer_file import AnswerFile
from knowledgebase.models.article import Article
from knowledgebase.models.comment import Comment
from knowledgebase.models.deflection import Deflection
from knowledgebase.models.feedback import Feedback
from knowledgebase.models.meaning import Meaning
from knowledgebase.models.outside_link import OutsideLink
from knowledgebase.models.passed_over import PassedOver
from knowledgebase.models.picture import Picture
from knowledgebase.models.posting import IndexState, Posting
from knowledgebase.models.search_tally import SearchTally
from knowledgebase.models.synonym import Synonym
from knowledgebase.models.version import Version
from knowledgebase.room.models import Mention, Post, RoomReader, Thread, ThreadFollow

__all__ = [
    "AlikeAnswers",
    "AnswerFile",
    "Arrival",
    "Article",
    "BoardHelper",
    "Comment",
    "Deflection",
    "Echo",
    "Feedback",
    "IndexState",
    "Listener",
    "Meaning",
    "Mention",
    "OutsideLink",
    "Partner",
    "PassedOver",
    "Picture",
    "Post",
    "Posting",
    "Question",
    "RoomReader",
    "SearchTally",
    "Subscription",
    "Synonym",
    "Taken",
    "Thread",
    "ThreadFollow",
    "Topic",
    "Version",
]
