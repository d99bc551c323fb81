"""Sentences of a source that speak to a language model instead of to a reader.

A text that somebody uploaded is data. What in it gives orders to an assistant is blanked before any
route sees it: no model can obey it and none can quote it. The offsets of the rest stay as they
are. What is fenced and told to be data (providers/prompt_text.py) is the second line of defence, and
what an answer may contain (plain_links.py, quotation.py, hints/) the third.

The kinds follow OWASP's LLM01:2025 Prompt Injection: orders to drop instructions, another role,
roles of a conversation, secrets asked for, actions and addresses, a result that is dictated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from fynq.domain.knowledge import Passage

_INSTRUCTIONS = r"(?:instruct\w*|prompts?|rules?|directi\w+|guidelines?|guardrails?|system messages?|restrictions?|programming|training|orders|commands|constraints|polic(?:y|ies))"
_ASSISTANT = r"(?:a\.?i\.?|assistants?|chat ?bots?|bots?|language models?|llms?|gpt[\w-]*|chatgpt|claude|gemini|copilot|fynq|(?:ai|tutor(?:ing)?) (?:models?|systems?|agents?))"
_MACHINE = _ASSISTANT.replace("assistants?", "(?:ai|virtual|digital) assistants?")
_ORDER = r"(?:must|should|shall|need to|have to|has to|will|are (?:to|now|required|instructed)|is (?:to|required|instructed)|please|ignore|disregard|forget|do not|don't|never|always|say|tell|reply|respond|answer|write|print|output|reveal|give|state|recommend|mark|grade|end|begin|add|include|insist|call|use|stop|refuse|claim|pretend|act)"
_LEAD = r"(?:\A|[.!?:;,(>*\"“'\n-]\s*|\b(?:you|please|must|should|to|and|now|then|just|will|shall|kindly|immediately|assistants?|ai|models?|instead)\s+)"
_RESULT = r"(?:answers?|solutions?|grades?|marks?|responses?|repl(?:y|ies)|students?|work|questions?|doubts?|quer(?:y|ies))"

_STRONG = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Orders to drop what was told before.
        rf"{_LEAD}(?:ignor\w+|disregard\w*|forget|overrid\w+|overrul\w+|bypass\w*|discard|drop|skip|void|cancel|neglect|do not (?:follow|obey)|don't (?:follow|obey)|stop (?:following|obeying))\b[^.!?\n]{{0,40}}\b(?:previous|prior|above|earlier|preceding|former|foregoing|existing|original|initial|current|all|any|every|these|those|the|your|system|safety|school'?s?)\b[^.!?\n]{{0,30}}\b(?<!traffic ){_INSTRUCTIONS}\b(?=[^.!?\n]{{0,60}}(?:[.!?\n:;,]|\Z))(?<!the rules)(?<!the constraints)(?<!the rule)(?<!any constraints)",
        r"\b(?:ignore|disregard|forget|discard)\b[^.!?\n]{0,20}(?:\b(?:everything|anything)\b[^.!?\n]{0,30}\b|\ball(?: of)?(?: that| this| what| the)?(?: (?:is|was|were|came|has been|you (?:were|have been)))? )(?:above|before|previous(?:ly)?|earlier|prior|so far|told|said)\b",
        r"\b(?:new|updated|real|actual|revised|secret|hidden|important|following|true|override)\s+(?:system\s+)?(?:instructions?|prompt|directive|orders)\s*(?:for (?:the |you|an? )|to (?:the |you|an? )|follow\b|:|below\b|from (?:the )?(?:admin|developer|system|teacher))",
        r"\b(?:system|developer|assistant) (?:prompt|message|override|instruction)s?\s*(?:[:=]|override|update|is\b|says?\b)",
        # Roles and templates of a conversation.
        r"(?m)^[ \t]{0,3}(?:#{1,6}\s*|\*\*|\[|<)?(?:system|assistant|developer|human|user|ai)(?:\*\*|\])?\s*[:>]\s*\S",
        r"<\|[^|\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|</?(?:system|assistant|instructions?|tool_(?:call|use|result)s?|function_calls?|invoke|user_query|sources?|documents?|context|prompt|student|attempt|objections)\b[^<>\n]{0,80}>",
        r"\b(?:begin|end)(?:ning)? (?:of )?(?:the )?(?:system|admin|developer|new|user)?\s?(?:prompt|instructions|conversation|context|sources?|documents?|message)\b\s*[-=:*#\]>.]",
        # Another role.
        rf"\b(?:you are now (?:an?|the|dan|in|no longer|not|free|unrestricted|bound|called|known as)|from now on,? (?:you|act|answer|reply|respond|always|only)|pretend (?:to be|that you|you are)|act as (?:if you|an? (?:unrestricted|evil|admin\w*|developer|jailbroken|{_ASSISTANT}))|role-?play as|switch to (?:developer|debug|admin|unrestricted|jailbreak) mode|enter (?:developer|debug|admin|god) mode|developer mode (?:enabled|on)|\bjailbreak|do anything now)\b",
        # Speaking to an assistant.
        rf"(?:\b(?:dear|hey|hello|attention|note (?:to|for)|notice (?:to|for)|message (?:to|for)|instructions? (?:to|for)|reminder (?:to|for)|memo (?:to|for)|important for|to)\s*,?\s+)(?:the |any |an |all |every )?(?:\w+ )?{_ASSISTANT}\b(?:[^.!?\n]{{0,40}}?)(?:[:,!—-]|\b{_ORDER}\b)",
        rf"\b(?:if|when|whenever|should) (?:you are|you're|you be|you as|an?|the|any|this is (?:being )?read by an?) (?:an? |the )?(?:\w+ )?{_MACHINE}\b",
        rf"(?:^|[.!?:\n]\s*)(?:the |any |all |every )?{_ASSISTANT}\s*(?:,|:|;|—| -|\b(?:reading|processing|summari[sz]ing|answering|that reads|who reads)\b)[^.!?\n]{{0,60}}\b{_ORDER}\b",
        rf"\b{_ASSISTANT}\b[^.!?\n]{{0,30}}\b(?:must|should|shall|is (?:required|instructed)|are (?:required|instructed)) (?:now |always |never |only |not |immediately )*(?:ignore|disregard|reveal|say|tell|reply|respond|answer|output|print|recommend|mark|give|state|include|call|visit|send|refuse|deny|mention|cite|praise)\b",
        # Secrets.
        r"\b(?:reveal|print|repeat|output|show|leak|disclose|display|expose|recite|tell|give|send|list|return|include)\b[^.!?\n]{0,40}\b(?:system prompt|hidden prompt|your (?:prompt|instructions|rules|configuration|training data)|initial prompt|api[ -]?keys?|access tokens?|passwords?|credentials|secrets? keys?|environment variables|conversation history|chat history|(?:other )?students?'? ?(?:names?|data|records?|grades|e-?mails?|answers)|personal data)\b",
        # Actions and addresses.
        r"\b(?:call|invoke|execute|run|trigger)\b[^.!?\n]{0,20}\b(?:the )?(?:tools?|functions?|plugins?|shell|terminal|bash|command line|webhook|api)\b[^.!?\n]{0,30}(?:\b(?:named|called|with|to (?:delete|send|fetch|read|email|post|transfer|grant))\b|\w+\()",
        r"\b(?:send|post|forward|e-?mail|transmit|upload|exfiltrat\w+|submit)\b[^.!?\n]{0,60}\b(?:conversation|question|answers?|history|data|prompt|names?|this)\b[^.!?\n]{0,40}(?:https?://|\S+@\S+\.\w|to (?:the |this )?(?:url|address|server|endpoint|webhook))",
        r"\b(?:tell|ask|direct|instruct|urge|advise|get|make|have|encourage)\b[^.!?\n]{0,20}\b(?:the |any |every |all )?(?:students?|users?|readers?|learners?|them|people)\b[^.!?\n]{0,30}\b(?:to )?(?:visit|click|open|go to|log ?in|sign up|download|install|buy|pay|enter (?:their|your))\b",
        r"\b(?:append|insert|add|include|embed|render|attach|place|put)\b[^.!?\n]{0,40}(?:!\[|\bmarkdown (?:image|link)|\btracking|\bthe (?:following )?(?:link|image|url)\b|https?://)",
        # A result that is dictated, a policy that is changed.
        rf"{_LEAD}(?:always|only|instead|must|just|simply)(?: only| always| just)?\s+(?:answer|say|reply|respond|output|state|write|conclude|claim|recommend)\s+(?:with (?:the (?:words?|phrase|text|letter|opposite)|[\"“'‘]|yes\b|no\b)|that\b|only\b|[\"“'‘])",
        r"\b(?:answer|reply|respond)\s+(?:to )?(?:every|all|any|each|the (?:next|student'?s?|user'?s?))\s+(?:\w+ )?(?:questions?|doubts?|quer(?:y|ies)|messages?|prompts?|requests?)\b",
        rf"\b(?:mark|grade|score|label|declare|treat|rate|report|flag)\b[^.!?\n]{{0,30}}\b(?:this|the|every|all|any|each|student'?s?|my)\b[^.!?\n]{{0,20}}\b{_RESULT}\b[^.!?\n]{{0,20}}\b(?:as )?(?:correct|verified|right|true|full marks|100|passed|perfect|complete)\b",
        r"\b(?:give|show|reveal|provide|hand out|print|unlock)\b[^.!?\n]{0,30}\b(?:the )?(?:full|complete|whole|final|hidden|exam|answer key'?s?)\s?(?:answers?|solutions?|keys?)?\b[^.!?\n]{0,60}\b(?:even (?:if|when|though|in)|regardless|no matter|despite|although|during (?:the |an )?exam|ignoring|without hints?)\b",
        r"\bthe (?:correct|right|only|real|official) answer (?:to|for) (?:any|every|all|each|the student'?s?|whatever)\b[^.!?\n]{0,40}\bis\b",
        r"\b(?:hints?[- ]only|exam|school'?s?|hint) (?:mode|polic(?:y|ies)|restrictions?|lock)\b[^.!?\n]{0,30}\b(?:is|are|has been|have been)?\s*(?:now )?(?:disabled|off|lifted|suspended|void|cancelled|does not apply|do not apply|no longer)\b",
        # The first kind in other languages.
        r"\b(?:ignorier\w*|missachte\w*|vergiss|vergesst|vergessen sie)\b[^.!?\n]{0,50}\b(?:anweisung\w*|instruktion\w*|regeln|vorgaben|befehle|prompts?)\b",
        r"\b(?:ignore[rsz]?|oublie[rsz]?|n[ée]glige[rz]?|ne (?:suis|suivez) pas)\b[^.!?\n]{0,50}\b(?:instructions?|consignes|r[eè]gles|directives)\b",
        r"\b(?:ignora\w*|ignore[ns]?|olvida\w*|descarta\w*|desobede\w*)\b[^.!?\n]{0,50}\b(?:instruccion\w*|instrucciones|[oó]rdenes|reglas|indicaciones|instru[cç][oõ]es|regras|istruzioni|regole)\b",
        r"(?:игнориру\w*|забудь\w*|не обращай\w*)[^.!?\n]{0,50}(?:инструкц\w*|указани\w*|правил\w*)",
        r"(?:忽略|无视|無視|忘记|忘記)[^。！？\n]{0,20}(?:指令|指示|说明|說明|规则|規則|提示|命令)|(?:指示|命令|ルール|指令)[^。！？\n]{0,10}(?:無視|忘れ)",
        r"(?:निर्देश\w*|आदेश\w*)[^।!?\n]{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)",
        r"(?:تجاهل|انس)[^.!؟\n]{0,40}(?:التعليمات|الأوامر|القواعد)",
    )
)  # fmt: skip
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\U000e0000-\U000e007f]"
)
_SPACED = re.compile(r"(?<!\w)(?:\w[ .*_-]){5,}\w(?!\w)")
_ALIKE = str.maketrans("аеорсухіѕԁһјӏԛԝοαεικνρτυ", "aeopcyxisdhjlqwoaeikvptu")
_MIXED = re.compile(r"\w*(?:[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z])\w*")
_LEADING = " \t\n.!?:;,(>*\"“'-"
_LEET = str.maketrans("013457@$", "oieastas")
_LEETED = re.compile(r"[A-Za-z][013457@$]+[A-Za-z]")
_WRAPPED = re.compile(r"(?<=[^\s:])\n(?=[^\W\d_]|[\"“'(])")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_SENTENCE = re.compile(r"[.!?][\"')\]]*\s+|\n\s*(?=[-*+#>|]|\d+[.)]\s)")


@lru_cache(maxsize=512)
def injections(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text gives orders to an assistant: spans in order, from the beginning of the
    sentence to the end of its paragraph."""
    plain, at = _folded(text)
    found: list[tuple[int, int]] = []
    readings = [plain]
    if _WRAPPED.search(plain):
        # A line's end within a paragraph is a space to whoever reads it.
        readings.append(_WRAPPED.sub(" ", plain))
    if _LEETED.search(plain):
        readings += [reading.translate(_LEET) for reading in readings]
    for shown in readings:
        for pattern in _STRONG:
            for hit in pattern.finditer(shown):
                lead = len(hit[0]) - len(hit[0].lstrip(_LEADING))
                start, end = at[hit.start() + lead], at[max(hit.end() - 1, hit.start())] + 1
                found.append((_sentence_start(text, start), _paragraph_end(text, end)))
    return tuple(_merged(found))


def shielded(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with blanks, one for each character, where they give orders to an assistant."""
    return [_shielded(passage) for passage in passages]


def _shielded(passage: Passage) -> Passage:
    spans = injections(passage.text)
    title = "" if injections(passage.title) else passage.title
    heading = "" if injections(passage.heading) else passage.heading
    if not spans and title == passage.title and heading == passage.heading:
        return passage
    text = passage.text
    for start, end in spans:
        blank = re.sub(r"[^\n]", " ", text[start:end])
        text = text[:start] + blank + text[end:]
    return replace(passage, text=text, title=title, heading=heading)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Letters as a reader sees them, without what nobody sees, and where each stands in the text.

    "i g n o r e" is read as one word.
    """
    spaced = {
        position
        for run in _SPACED.finditer(text)
        for position in range(run.start() + 1, run.end(), 2)
    }
    if text.isascii() and not spaced:
        return text, range(len(text))
    letters: list[str] = []
    at: list[int] = []
    for position, letter in enumerate(text):
        if position in spaced or _INVISIBLE.match(letter):
            continue
        for one in unicodedata.normalize("NFKC", letter):
            letters.append(one)
            at.append(position)
    return _MIXED.sub(lambda word: word[0].translate(_ALIKE), "".join(letters)), at


def _sentence_start(text: str, position: int) -> int:
    start = 0
    for border in _PARAGRAPH.finditer(text, 0, position):
        start = border.end()
    for border in _SENTENCE.finditer(text, start, position):
        start = border.end()
    return start


def _paragraph_end(text: str, position: int) -> int:
    border = _PARAGRAPH.search(text, max(position - 1, 0))
    return border.start() if border else len(text)


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
