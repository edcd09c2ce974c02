from triage.ready_answers.models.answer_template import AnswerTemplate
from triage.ready_answers.models.macro import Macro, MacroStep

__all__ = ["AnswerTemplate", "Macro", "MacroStep"]
