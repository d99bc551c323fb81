"""Words that carry grammar and no subject, by language, in the folded form that `words` reads.

They are few on purpose: a rare match on such a word weighs little, a dropped subject is lost.
"""

from __future__ import annotations

from collections.abc import Mapping

_LISTS: Mapping[str, str] = {
    "english": (
        "a about above after again against all also am an and any are as at be because been before "
        "being below between both but by can could did do does doing down during each few for from "
        "further had has have having he her here hers herself him himself his how i if in into is "
        "it its itself just me more most my myself no nor not of off on once only or other our ours "
        "out over own same she should so some such than that the their theirs them themselves then "
        "there these they this those through to too under until up us very was we were what when "
        "where which while who whom why will with would you your yours"
    ),
    "german": (
        "aber alle als also am an auch auf aus bei bin bis da damit das dass dein dem den der des "
        "die diese dieser dieses doch du durch ein eine einem einen einer eines er es fur hat haben "
        "hatte ich ihr im in ist ja kann man mein mit nach nicht noch nur oder ob sein sich sie sind "
        "so uber um und uns unter vom von vor war warum was wenn wer werden wie wir wird wo zu zum zur"
    ),
    "french": (
        "a ai au aux avec c ce ces cette comme d dans de des du elle elles en est et etait etre eu "
        "il ils j je l la le les leur leurs lui m ma mais me mes mon n ne nos notre nous on ont ou "
        "par pas pour pourquoi qu que quel quelle qui s sa se ses si son sont sur t ta te tes ton tu "
        "un une vos votre vous y"
    ),
    "spanish": (
        "a al ante asi como con cual cuando de del desde donde el ella ellas ellos en entre era es "
        "esta estan este esto estos fue ha han hasta hay la las le les lo los mas me mi mis muy nada "
        "ni no nos o para pero por porque que quien se ser si sin sobre son su sus tambien te tiene "
        "tu un una uno unos y ya yo"
    ),
    "portuguese": (
        "a ao aos as ate com como da das de dela dele do dos e ela elas ele eles em entre era essa "
        "esse esta este eu foi ha isso isto ja lhe mais mas me mesmo meu minha muito na nao nas nem "
        "no nos num numa o os ou para pela pelo por porque quando que quem sao se sem ser seu sua "
        "tambem te tem um uma voce"
    ),
    "italian": (
        "a ad ai al alla alle anche che chi ci come con cui da dal dalla dei del della delle di dove "
        "e ed era essere gli ha hanno ho i il in io la le lei lo loro ma mi nei nel nella no noi non "
        "o per perche piu quale quando quello questa questo se sei si sono su sua sul sulla suo ti tra "
        "tu un una uno voi"
    ),
    "dutch": (
        "aan al als bij da dan dat de der deze die dit doch door dus een en er ge geen had heb heeft "
        "hem het hij hoe hun ik in is ja je kan maar me meer men met mijn moet na naar niet nog nu of "
        "om omdat ons ook op over te tot u uit van veel voor waar waarom want waren was wat we wel "
        "werd wie wij worden zal ze zich zij zijn zo zou"
    ),
    "swedish": (
        "alla att av blev bli da de dem den denna det detta dig din du efter eller en ett fran for "
        "han har hon hur i icke inte jag kan man med men mig min mot nar nu och om oss pa sa sig sin "
        "ska som till under upp ut vad var varfor vi vid vilken ar aven"
    ),
    "russian": (
        "а без был была были было быть в вам вас во вот все вы где да для до его ее если есть еще же "
        "за и из или им их к как когда кто ли мы на над не него нее нет ни но ну о об он она они оно "
        "от по под при с со так такой там то только ты у уже что чтобы эта эти это этот я"
    ),
    "turkish": (
        "ama bir bu cok da daha de diye en gibi hem her icin ile ise kadar ki mi mu nasil ne neden "
        "nerede o olan olarak sen siz sonra su ve veya ya"
    ),
    "indonesian": (
        "ada adalah akan apa atau bagaimana bahwa dalam dan dapat dari dengan di dia ini itu juga "
        "karena ke kita kami lebih mengapa mereka oleh pada saya sebagai seperti sudah tidak untuk yang"
    ),
    "hindi": (
        "और एक इस उस का कि की के को कर क्या क्यों कैसे जो तो था थी थे ने पर में भी यह या ये वह से हम है हैं हो"
    ),
    "arabic": "في من على إلى عن أن إن هو هي هذا هذه ذلك التي الذي ما لا لم كان و أو ثم قد كل كيف لماذا",
}

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _LISTS.items()
}
