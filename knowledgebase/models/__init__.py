from knowledgebase.models.article import Article
from knowledgebase.models.comment import Comment
from knowledgebase.models.deflection import Deflection
from knowledgebase.models.feedback import Feedback
from knowledgebase.models.meaning import Meaning
from knowledgebase.models.passed_over import PassedOver
from knowledgebase.models.picture import Picture
from knowledgebase.models.posting import IndexState, Posting
from knowledgebase.models.search_tally import SearchTally
from knowledgebase.models.synonym import Synonym
from knowledgebase.models.version import Version

__all__ = [
    "Article",
    "Comment",
    "Deflection",
    "Feedback",
    "IndexState",
    "Meaning",
    "PassedOver",
    "Picture",
    "Posting",
    "SearchTally",
    "Synonym",
    "Version",
]
