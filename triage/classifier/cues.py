"""What a person would notice at once: the tie-breaks of the routing rules as cues that the model weighs.

Each cue is a pattern over the folded text (æ, ø, å as ae, oe, aa), Danish and English, with the reason it gives.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Cue:
    name: str
    pattern: re.Pattern[str]
    routes: tuple[str, ...]
    """The routes for which it is worth telling as a reason."""
    reason: str
    says_term: bool = False


def cue(name: str, pattern: str, routes: str, reason: str = "mentions", *, says_term: bool = True) -> Cue:
    return Cue(name, re.compile(pattern), tuple(routes.split()), reason, says_term)


CUES: Final = (
    cue("unilogin", r"\buni-? ?log-?ins?\w*|\bunilog\w*|\belevadgang\w*|\bstil\.dk", "unilogin"),
    cue("unilogin_admin", r"\bbrugeradministrator\w*|\bunic\b|\bskift adgangskode", "unilogin"),
    cue("password", r"\badgangskode\w*|\bkoden?\b|\bpassword\w*|\bkodeord\w*", "unilogin", says_term=True),
    cue(
        "local_login",
        r"\bcontext ?handler\w*|\bidp\b|\bidp'\w+|\bsso\b|\bsingle sign\w*|\badfs\b|\bad-? ?konto\w*|\bad-brug\w*|"
        r"\bkommunens log-?in\w*|\bkommunalt log-?in|\bkommune-?login\w*|\bmunicip\w+ log-?in|\barbejdskonto\w*|\bwork account|"
        r"\bstep-?up\w*|\bnsis\b|\bfka\b|\bfaelleskommunal\w*|\bentra\b|\bazure\b|\bactive directory|\bmicrosoft-?konto",
        "local_it",
    ),
    cue(
        "managed_it",
        r"\bintune\b|\bmdm\b|\bcertifikat\w*|\bcertificate|\bwi-?fi\b|\btraadloes\w*|\bnetvaerk\w*|\bfirewall|\bproxy\b|"
        r"\bskolens (?:ipads?|pc|computere?|net)\b|\bchromebooks?\b|\bit-? ?afdeling\w*|\bspamfilter|\bspam-?mappe\w*|\bquarantine|"
        r"\bkarantaene|\bmailserver|\bvpn\b|\bservicedesk|\bapp-?store er (?:spaerret|blokeret)|\bmanaged",
        "local_it",
    ),
    cue("mitid", r"\bmit-? ?id\w*|\bnemid\b|\bnem-?log-?in", "usage_question"),
    cue(
        "schedule",
        r"\bskema(?!tisk)\w*|\btimetable\w*|\bschedul\w*|\blektion\w*|\blessons?\b|\bvikar\w*|\bsubstitut\w*|\btimeplan|"
        r"\b(?:dobbelt|for|efter)?timer? (?:mangler|er (?:vaek|forkert))|\blokale\w*|\btrio\b|\bdocendo\b|\buntis\b|\btabulex\b|\btea\b",
        "schedule_vendor",
    ),
    cue(
        "widget",
        r"\bwidgets?\w*|\bugeplan\w*|\bugebrev\w*|\bugenote\w*|\bweekly? plan\w*|\bmeebook\w*|\bmin ?uddannelse\w*|\bmu \w+|"
        r"\beasyiq\w*|\bcicero\w*|\bbibliotek\w*|\blibrary|\bhuskelist\w*|\bmomo\b|\bhjernen ?(?:&|og)? ?hjertet|\bh ?& ?h\b|"
        r"\bmit barns fravaer|\blektie\w*|\bhomework|\bopgave(?:r|n|rne|afleveringer)?\b|\bforloeb\w*|\blaeringsplatform\w*|\bmadplan\w*|"
        r"\bmadbestilling\w*|\bmeal|\blunch menu|\bbook ?creator|\bskoletube|\bgyldendal|\balinea|\bclio\b",
        "widget_vendor",
    ),
    cue(
        "programme",
        r"\bkontrakt\w*|\bpris(?:en|er)?\b|\bkost(?:er|ede|e|ning)\w*\b|\bbetal(?:er|e|ing)\w*|\bbudget\w*|\broadmap|\broad map|\budrulning\w*|"
        r"\broll-?out|\bdatabehandleraftale\w*|\bdata.processing|\bdpia\b|\bkonsekvensanalyse|\btilslutningsaftale\w*|\bcontract\b|"
        r"\bkombit\w*|\bnetcompany\w*|\bstyregruppe\w*|\bnational\w*|\bpaa landsplan|\bhvem (?:ejer|har besluttet|bestemmer)|\bude?bud\w*|"
        r"\bhvornaar (?:kommer|udkommer|gaar|skal|begynder|overgaar)\b|\bnaeste (?:version|release|opdatering)|\brelease\w*|\btidsplan\w*|"
        r"\buddannelsesplan|\btraining plan|\blovgrundlag|\bprojekt\w*|\bimplementering\w*|\bleverandoer(?:en)? af aula",
        "project_question",
        "programme",
        says_term=False,
    ),
    cue(
        "wish",
        r"\bkunne (?:i|man|det|der|vi|aula) (?:ikke )?(?:evt |eventuelt )?(?:lave|faa|goere|tilfoeje|indfoere|vaere|have)|\bkan (?:i|man|det|der|aula) ikke "
        r"(?:lave|faa|goere|indfoere|tilfoeje|komme)|\boensk\w*|\bville (?:vaere|oenske|hjaelpe)\w*|\bforslag\w*|\bforeslaa\w*|\bburde\b|"
        r"\bsavner\b|\bmangler en (?:funktion|knap|mulighed)|\bgid\b|\bi stedet for at|\bsmart(?:ere)?,? hvis|\bgodt,? hvis|\bdejligt,? hvis|"
        r"\bfedt,? hvis|\bnemmere,? hvis|\bhvorfor (?:har|kan) (?:i|man|aula) ikke|\bwish\b|\bwould be (?:nice|great|good|helpful)|\bfeature|"
        r"\bplease (?:add|make)|\bcould you (?:add|make)|\bsuggest\w*|\bshould be (?:able|possible)|\bide til|\bfuld?gt? (?:op)?",
        "change_request",
        "wish",
        says_term=False,
    ),
    cue(
        "how_to",
        r"\bhvordan\b|\bhvor (?:finder|kan|skal|goer|aendrer|ser|ligger|retter|melder|skriver|trykker|taster|klikker|saetter|"
        r"registrerer|krydser|giver (?:jeg|man|vi))|\bhvilken (?:knap|menu|fane|boks)|\bhvem kan (?:se|laese|faa)|"
        r"\bhow (?:do|can|to)|\bwhere (?:do|can|is|should)|\bwho can|\bkan (?:jeg|man|vi)\b|\bskal (?:jeg|man|vi)\b|\bmaa (?:jeg|man|vi)\b|\bcan i\b|\ber det muligt",
        "usage_question",
        "question",
        says_term=False,
    ),
    cue(
        "master_data",
        r"\bstamdata\w*|\bstamkort\w*|\bkontaktoplysning\w*|\bkontaktperson\w*|\bforaeldremyndighed\w*|\befternavn\w*|\bforkert (?:navn|klasse|adresse|"
        r"telefon\w*|mail\w*)|\brettighed\w*|\broller?\b|\badgang til (?:gruppe|mapp|klass)\w*|\bmedlem\w*|\bgrupper?\b|\bsamtykke\w*|\btilladelse\w*|"
        r"\bnotifikation\w*|\bindstilling\w*|\bprofil\w*|\bpermission\w*|\bsettings?\b|\bconsents?\b|\bwrong name|\bprotected|\bdoebt\w*",
        "usage_question",
        "master_data",
        says_term=False,
    ),
    cue(
        "error_words",
        r"\bfejl(?:en|er|kode|besked|meddelelse|melding|tekst|side)?\b|\bnoget gik galt|\bgaar ned\b|\bgik ned\b|\bcrash\w*|\blukker (?:selv )?ned|"
        r"\bfrys\w*|\bhaenger\b|\b(?:hvid|sort|blank|tom) (?:side|skaerm)|\bloader\b|\bindlaeser\b|\berror\w*|\bbroken|\bblank (?:page|screen)|"
        r"\bfreez\w*|\bspinn\w*|\b(?:40[0-9]|50[0-9])\b|\bexception|\btimeout|\btime-?out",
        "technical_fault",
        "error_signs",
        says_term=False,
    ),
    cue(
        "not_working",
        r"\bvirker? (?:ikke|slet|heller|pludselig|stadig)|\bfungerer ikke|\bdoes ?n.?t work|\bnot working|\bstopped working|\bholdt op med at|"
        r"\bforsvund\w*|\bforsvind\w*|\bvises ikke|\bkommer ikke frem|\bdukker ikke op|\bsker (?:der )?ingenting|\bsker der ikke noget|\bnothing happens|"
        r"\bdisappear\w*|\bvanish\w*|\bdobbelt\b|\bto gange\b",
        "technical_fault",
        "error_signs",
        says_term=False,
    ),
    cue(
        "several",
        r"\bflere (?:foraeldre|kolleger|elever|medarbejdere|personer|enheder|telefoner|af os)|\balle (?:foraeldre|kolleger|elever|laerere|paa|i klassen)|"
        r"\bandre (?:foraeldre|kolleger|elever|har|oplever)|\bhele (?:klassen|aargangen|personalet|afdelingen|skolen|huset|stuen)|"
        r"\bbaade (?:paa|i) \w+ og|\bto (?:telefoner|browsere|computere|enheder)|\banden (?:telefon|computer|browser)|\bmin (?:mand|kone|kollega) (?:har|faar|ogsaa)|"
        r"\bseveral|\beveryone|\beverybody|\bother parents|\bcolleagues? (?:too|also|have|see)|\bsame on",
        "technical_fault",
        "several_hit",
        says_term=False,
    ),
    cue(
        "worked",
        r"\bvirkede (?:i|fint|foer|det|sidste|indtil)|\bplejer\b|\bsiden (?:i gaar|i morges|opdatering\w*|mandag|tirsdag|onsdag|torsdag|fredag|weekend\w*)|"
        r"\befter (?:den )?(?:sidste |seneste )?opdatering\w*|\bi sidste uge (?:virkede|kunne|gik)|\bindtil (?:i gaar|for nylig)|\bsince (?:yesterday|the update|monday)|"
        r"\bused to|\bworked (?:yesterday|last|before|fine)|\bafter the (?:last )?update",
        "technical_fault",
        "worked_before",
        says_term=False,
    ),
    cue(
        "aula_after_login",
        r"\b(?:efter|naar) (?:jeg|hun|han|vi|de)? ?(?:har )?(?:godkendt|logget|godkender)|\bgodkendt (?:med|i) mitid|\bafter (?:i )?(?:approv|log)\w*",
        "technical_fault",
        "error_signs",
        says_term=False,
    ),
    cue(
        "daily",
        r"\ber (?:syg|sloej|forkoelet)\b|\bfeber\b|\bhar omgangssyge|\bkommer (?:foerst|ikke|for sent) (?:i dag|idag|i morgen)|\bhentes? (?:af|kl)|\bhent\w* (?:i dag|idag|kl)|"
        r"\btandlaege\w*|\bgaar (?:tidligere|foer)|\bglemte? (?:sin|sit|jakke|madpakke|taske)|\bgiv(?:e)? (?:laereren|klasselaereren|hende|ham) besked|"
        r"\bsig(?:e)? til (?:laereren|paedagog\w*)|\bis (?:sick|ill)\b|\bwill be late|\bpick(?:ed)? up|\bforaeldremoede\w*|\blegeaftale",
        "out_of_scope",
        "daily_message",
        says_term=False,
    ),
    cue(
        "not_aula",
        r"\bklage\w* (?:over|paa)|\bmobning|\bmobbet|\bskolebus\w*|\btilbud\b|\brabat\w*|\bwebinar|\bnyhedsbrev|\bseo\b|\bjob(?:ansoegning|opslag)?\b|\bvikariat|"
        r"\bindmeld\w*|\bopskriv\w*|\bventeliste|\bpladsanvisning\w*|\bskolestart|\bkantine|\bparkering\w*|\bborgerservice|\bfaktura\w*|\bborgmester|"
        r"\bcomplain\w*|\bbully\w*|\binvoice|\bnewsletter|\boffer\b|\bdiscount|\bgratis\b|\bvundet|\bkontingent|\bfotograf\w*|\bpas(?:set)?\b",
        "out_of_scope",
        "daily_message",
        says_term=False,
    ),
    cue("says_aula", r"\baula\w*", ""),
    cue("question_mark", r"\?", ""),
    cue("quotation", r"[\"”“«»].{6,}[\"”“«»]", "technical_fault", "error_text", says_term=False),
)


def cues_in(text: str) -> dict[str, str]:
    """The cues in a folded text, with the first words that show each."""
    return {known.name: match[0].strip() for known in CUES if (match := known.pattern.search(text))}
