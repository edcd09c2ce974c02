from knowledgebase.models.article import Article
from knowledgebase.models.deflection import Deflection
from knowledgebase.models.feedback import Feedback
from knowledgebase.models.meaning import Meaning
from knowledgebase.models.posting import IndexState, Posting
from knowledgebase.models.synonym import Synonym
from knowledgebase.models.version import Version

__all__ = ["Article", "Deflection", "Feedback", "IndexState", "Meaning", "Posting", "Synonym", "Version"]
