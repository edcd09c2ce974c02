from knowledgebase.board.helper import BoardHelper
from knowledgebase.board.listening import Echo, Listener
from knowledgebase.board.question import Question
from knowledgebase.board.topic import Topic
from knowledgebase.models.article import Article
from knowledgebase.models.deflection import Deflection
from knowledgebase.models.feedback import Feedback
from knowledgebase.models.meaning import Meaning
from knowledgebase.models.posting import IndexState, Posting
from knowledgebase.models.synonym import Synonym
from knowledgebase.models.version import Version
from knowledgebase.room.models import Mention, Post, RoomReader, Thread, ThreadFollow

__all__ = [
    "Article",
    "BoardHelper",
    "Deflection",
    "Echo",
    "Feedback",
    "IndexState",
    "Listener",
    "Meaning",
    "Mention",
    "Post",
    "Posting",
    "Question",
    "RoomReader",
    "Synonym",
    "Thread",
    "ThreadFollow",
    "Topic",
    "Version",
]
