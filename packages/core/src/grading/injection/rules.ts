import type { InjectionKind } from '@lectern/contract';

export interface Rule {
  kind: InjectionKind;
  /** One of these stands in every text that the pattern finds something in: without any it is not tried. */
  needs: readonly string[];
  /** For folded text: small, without accents. */
  pattern: RegExp;
  /** What is cut: the sentence, or all until the next blank line. */
  block?: boolean;
  /** In programs it is common: there it counts only where it speaks to somebody. */
  mild?: boolean;
  /** Beside a choice, reasons speak of answers that are right or wrong: there it does not count. */
  reasons?: boolean;
}

/** Where an order may begin: at the start of a sentence or clause, or after what leads to one. */
const order =
  /(?:^|[.!?:;,"'“”„«»(){}<>[\]*#/\n>|=-]\s*|\b(?:please|kindly|now|just|then|also|simply|must|should|shall|to you|grader|examiner|assistant|chatgpt|claude|gpt|ai|llm|model|bot|instead|and|so|do|but|first|therefore)\s+)/u
    .source;
const rubric =
  /(?:rubric|criteri(?:a|on)|grading (?:scheme|rules?|guide(?:lines)?|instructions?|criteria)|mark(?:ing)? scheme|reference answer|system (?:prompt|message|instructions?)|answer key|model answer|guidelines|(?:safety|grading) (?:rules|policy|policies))/u
    .source;
const full =
  /(?:full|max(?:imum|imal)?|all(?: the| of the)?|100 ?%?|perfect|top|highest|best(?: possible)?|every|complete|ten|10|a hundred|one hundred|extra|bonus|good|high|positive|passing)/u
    .source;
const points = /(?:marks?|points?|scores?|credits?|grades?|percent|%|pts)/u.source;
const someone =
  /(?:me|us|him|her|this(?: (?:answer|student|response|one|submission|text|attempt))?|it|my (?:answer|response|submission|work|solution|code|attempt|text)|the (?:student|answer|candidate|author|above|response|submission|following)|that|everyone)/u
    .source;

/** @param needs Words, with a space between them. */
export function rule(kind: InjectionKind, needs: string, source: string, block = false): Rule {
  return { kind, needs: needs.split(' '), pattern: new RegExp(source, 'gmu'), block };
}

const mild = (one: Rule): Rule => ({ ...one, mild: true });
export const notForReasons = (one: Rule): Rule => ({ ...one, reasons: true });

/** Who grades, as somebody is asked to play it. */
const graderRole =
  /(?:graders?|examiner|evaluator|marker|assessor|assistant|ai|llm|language model|model|chatgpt|gpt|bot|(?:my|our|the|this) (?:\w+ )?(?:teacher|professor|tutor|friend|grandm\w+)|(?:generous|lenient|kind|friendly|nice) (?:teacher|professor|tutor|person))/u
    .source;
const answers =
  /(?:answers? (?:a ?\d{1,2}|\d{1,2}|id)|(?:all |the |every |any )*other (?:answers?|students?|responses?|submissions?|candidates?)|(?:the )?(?:next|previous|last|first|second|other) (?:answer|student|response|submission)|everyone else(?:'s)?|the others)/u
    .source;

/** In English. */
export const englishRules: readonly Rule[] = [
  rule(
    'instruction',
    'ignor disregard forget overrid bypass neglect skip discard',
    `${order}(?:completely |totally |fully )?(?:ignor(?:e|ing)|disregard(?:ing)?|forget|override|bypass|neglect|discard|skip)\\s+(?:about\\s+)?(?:all|any|every|everything|the|your|these|those|this|prior|previous|earlier|above|former|what)\\b[^.\\n]{0,40}?\\b(?:instructions?|prompts?|told|guidance|directives?|${rubric})\\b`,
  ),
  mild(
    rule(
      'instruction',
      'ignor disregard forget overrid bypass neglect skip discard',
      `${order}(?:completely |totally |fully )?(?:ignor(?:e|ing)|disregard(?:ing)?|forget|override|bypass|neglect|discard|skip)\\s+(?:about\\s+)?(?:all|any|every|everything|the|your|these|those|this|prior|previous|earlier|above|former|what)\\b[^.\\n]{0,40}?\\b(?:directions?|rules?|orders|commands?|said|context|constraints|messages?|above|before)\\b`,
    ),
  ),
  rule(
    'instruction',
    'ignore disregard forget override bypass skip don',
    `\\b(?:ignore|disregard|forget|override|bypass|skip|do ?n[o'’]t (?:use|follow|apply|look at|check)|do not (?:use|follow|apply|look at|check))\\s+(?:about\\s+)?(?:all |any |the |your |these |those |this |its |previous |given |above |official )*${rubric}`,
  ),
  mild(
    rule(
      'instruction',
      'ignore forget disregard',
      `${order}(?:ignore|disregard|forget) (?:all )?(?:of )?(?:the )?(?:previous|prior|above|everything (?:above|before|else))\\b(?! (?:history|values?|data|results?|states?|samples?|errors?|terms?|work|measurements?|work|elements?)\\b)`,
    ),
  ),
  rule(
    'instruction',
    'instruction',
    `\\b(?:new|updated|revised|actual|real|important|additional|hidden|secret|urgent|following|special|override|further|end of|begin) (?:system |grading |secret )?instructions?\\s*(?:for (?:the |you)?\\w*)?\\s*(?:[:>\\n=-]|follow)|\\binstructions? (?:for|to) (?:the |all )?(?:grader|examiner|ai|model|assistant|llm|evaluator|teacher|marker|grading)|\\bfollow (?:my|these|the new|the following) (?:new )?(?:instructions?|orders|rules) (?:instead|only|now|from)|\\b(?:your|the) (?:new|only|real|actual|updated) (?:task|job|goal|role|objective|instructions?|rule|mission|purpose)s? (?:is|are|now)\\b`,
  ),
  rule(
    'instruction',
    'respond reply answer output return print say write',
    `${order}(?:respond|reply|answer|output|return|print|say|write)\\s+(?:only|just|simply|exactly|nothing but|with|that|the following|"?yes"?|always)\\b[^.\\n]{0,50}\\b(?:met|true|full|pass(?:ed)?|correct|score|points|100|json|all criteria|a\\+|perfect)\\b`,
  ),
  rule(
    'instruction',
    'prompt instructions',
    `\\b(?:print|reveal|show|repeat|output|display|tell me|leak|disclose|write (?:out|down)|quote|give me|dump|what (?:is|are|was|were))\\s+(?:me |us )?(?:all |the |your |full |entire |hidden |secret |exact |complete )*(?:system |initial |original |hidden |grading |secret |own )*(?:prompt|instructions|message)\\b(?:(?<=(?:your|system|hidden|secret|grading)[a-z ]{0,30})| above| verbatim| you)`,
  ),
  rule(
    'instruction',
    'reveal show print repeat leak',
    `\\b(?:reveal|show|print|repeat|leak|output|display)\\s+(?:me |us )?(?:the |your )*(?:${rubric}|everything above|the text above|words above)`,
  ),
  rule(
    'instruction',
    'mark treat count consider accept regard evaluate grade judge score rate',
    `\\b(?:mark|treat|count|consider|accept|regard|evaluate|grade|judge|score|rate)\\b\\s+(?:that )?(?:(?:this|my|the|the student's|the above) (?:answer|response|submission|solution|text|student|work|attempt)|(?:all|each|every|both|the) (?:of the )?(?:criteria|criterion|answers|items)|c\\d|everything)\\b[^.\\n]{0,40}?\\b(?:as|to|be|is|are|with|=)? ?(?:fully |completely |being |already |a |an )*(?:met|true|correct|right|satisfied|fulfilled|passed|perfect|complete|excellent|flawless|full)\\b|${order}(?:mark|treat|count|consider|accept|regard|grade|score|rate) (?:this|it|me|these) (?:as )?(?:fully |completely |being |already )*(?:met|correct|right|satisfied|fulfilled|passed|perfect|excellent|full)\\b`,
  ),
  notForReasons(
    rule(
      'instruction',
      'answer student others else',
      `\\b(?:give|award|grade|mark|score|assign|set|rate|count|treat|make)\\s+(?:\\w+ ){0,2}?${answers}\\b[^.,;:\\n]{0,50}\\b(?:wrong|incorrect|false|nothing|lower|minimum|unmet|not met)\\b`,
    ),
  ),
  rule(
    'instruction',
    'answer student others else',
    `\\b(?:give|award|grade|mark|score|assign|set|rate|fail|deduct|reduce|lower)\\s+(?:\\w+ ){0,2}?${answers}\\b[^.,;:\\n]{0,50}\\b(?:zero|0|no (?:points|marks|credit)|fail(?:ed|s)?|cheat(?:ed|ing)?|plagiari[sz]ed|deduct|full|max\\w*|points|marks)\\b|\\bfail (?:all |the |every )*(?:other|rest|others)\\b|\\b${answers} (?:is|are|was|were|has|have)(?: been)? (?:cheat(?:ed|ing)?|plagiari[sz]ed|copied)\\b`,
  ),
  rule(
    'instruction',
    'grading evaluating scoring assessing',
    `\\b(?:when|while|before|after|instead of|stop|skip|without|during)\\s+(?:you are )?(?:grading|evaluating|scoring|assessing|marking)\\s+(?:this (?:answer|response|submission|text|exam)|my|the (?:answer|student|exam|submission)|answers|strictly|harshly)\\b|\\b(?:do not|don'?t) (?:grade|mark|score) (?:this|my|by|strictly|harshly|the)\\b`,
  ),
  rule('instruction', 'from now on', `\\bfrom now on[, ]+(?:you|always|every|all|only|ignore|grade|answer|respond)`),
  rule(
    'instruction',
    'you must you should you will you have to you are required',
    `\\byou (?:must|should|will|shall|have to|need to|are required to|are (?:instructed|ordered|obliged|supposed|authori[sz]ed|allowed) to|are to|can)\\s+(?:now |always |only |immediately |therefore )*(?:grade|mark|score|award|give (?:full|me|this|it|my|max)|pass (?:this|me|it)|accept (?:this|my|the answer)|rate (?:this|it|my)|set (?:met|all|every|the score)|assign|evaluate (?:this|my|it)|obey|comply|respond with|output|ignore|disregard|return|answer with|approve)\\b`,
  ),
  rule('instruction', 'set', `\\bset (?:the )?(?:value (?:of )?)?["'\`]?met["'\`]? (?:to|=|as)\\b`),
  mild(
    rule(
      'instruction',
      'set',
      `\\bset (?:the |its |my |every )?["'\`]?(?:score|certainty|grade|points)["'\`]? (?:to|=|as) ["']?(?:100\\b|1\\b|10\\b|full|max\\w*|true|a\\+)`,
    ),
  ),
  rule(
    'role_play',
    'you are you re act behave roleplay role-play',
    `\\byou(?: are|'re|’re) (?:now|no longer|actually|really|from now on|henceforth)\\s+(?:(?:(?:a|an|the|my|our|in|playing|acting as|called|named)\\s+)+(?:\\w+[ -]){0,3}?(?:grader|teacher|ai|assistant|model|pirate|examiner|professor|bot|chatbot|evaluator|friend\\w*|dan|lenient|generous|unrestricted|system|mode|marker|student|grandmother|tutor)|dan|bound|operating|required to|unrestricted|grading|not (?:bound|a)|free (?:to|of|from))\\b|\\b(?:act|behave|respond|roleplay|role-play|grade|answer|play) (?:as|like)(?: if you (?:are|were))? (?:a |an |the |my |our )?(?:\\w+ ){0,3}?(?:grader|teacher|examiner|professor|assistant|friend|grandmother|grandma|dan|ai|developer|admin\\w*|evaluator|tutor|marker|pirate|language model)\\b`,
  ),
  rule(
    'role_play',
    'pretend imagine suppose simulate assume',
    `${order}(?:pretend|imagine|suppose|simulate|assume)\\s+(?:that )?(?:(?:you(?:'re| are| were| have)|to be|being)\\b[^.,:;\\n]{0,20}\\b${graderRole}\\b|you (?:must|should|have to|were told|can only)\\b|you have (?:already )?(?:graded|given|awarded|decided|read|checked)\\b|this (?:answer|is (?:a |the )?(?:perfect|correct|right))|my answer|the (?:answer|student)\\b[^.\\n]{0,30}\\b(?:correct|perfect|right|full\\w*|pass(?:es|ed)?|met|complete|deserves?|everything)\\b|i (?:also |have |had |already )*(?:wrote|written|mentioned|included|answered|covered|explained)\\b[^.\\n]{0,30}\\b(?:definition|answer|explanation|reference|rest|everything|criteri\\w+|missing)\\b)`,
  ),
  rule(
    'role_play',
    'mode jailbreak',
    `\\b(?:developer|debug|admin|god|maintenance|test|jailbreak|dan|sudo|unrestricted|lenient|grading|override) mode\\b[^.\\n]{0,20}\\b(?:enabled|on|activated?|engaged|unlocked|:)|\\b(?:enter|enable|activate|switch (?:in)?to)\\s+(?:the )?(?:developer|debug|admin|god|jailbreak|dan|lenient|unrestricted) mode\\b|\\bjailbreak(?:ed)?\\b[^.\\n]{0,30}\\byou\\b|\\bdo anything now\\b`,
  ),
  rule(
    'role_play',
    ': > ] =',
    `^[\\s>*#"'\`/\\[({<-]*(?:new |updated )?(?:system|assistant|grader|examiner|evaluator)(?: (?:message|prompt|note|override|notice|response|update|command|alert))?[\\])}>*"'\`]*\\s*(?::|>|\\]|=>)[^\\n]{0,200}\\b(?:instructions?|ignore|rubric|criteri(?:a|on)|full (?:marks|points|credit|score)|perfect|award(?:ed)?|approved|student(?:'s)? answer|correct answer|answer is|disregard|override|obey|lenient|graded?|grading|marks|100)\\b`,
    true,
  ),
  rule(
    'role_play',
    ': > ] =',
    `^[\\s>*#"'\`/\\[({<-]*(?:new |updated )?(?:developer|admin(?:istrator)?|instructor|human|user|teacher|professor)(?: (?:message|prompt|note|override|notice|response|update|command|alert))?[\\])}>*"'\`]*\\s*(?::|>|\\]|=>)[^\\n]{0,200}\\b(?:ignore (?:all|the|any|every|previous)|rubric|criteri(?:a|on) (?:are|is|c?\\d)|full (?:marks|points|credit|score|understanding)|perfect|award (?:full|all|every|the|this)|(?:has |is |was )?approved (?:this|it|my|the (?:answer|student|score|grade)|for)|student(?:'s)? answer|this (?:answer|student|response)|disregard|obey|lenient|(?:is|was|has been) graded|grading|100 (?:points|%))\\b`,
    true,
  ),
  rule(
    'role_play',
    'system assistant',
    `^[\\s>*#"'/\\[({<-]*(?:system|assistant|developer) (?:message|prompt|note|override|notice|update|command|alert)[\\])}>*"']*\\s*:`,
    true,
  ),
  rule(
    'fake_delimiter',
    '<',
    '<\\s*/?\\s*(?:criterion|criteria|rubric|grading|student(?:[_ -]?answer)?|system(?:[_ -]?\\w+)?|instructions?|prompt|assistant|grader|examiner|developer|human|untrusted\\w*|user[_ -]?(?:input|message))\\b[^>\\n]{0,200}(?:>|$)',
    true,
  ),
  mild(rule('fake_delimiter', '<', '<\\s*/?\\s*(?:answers?|question|passage|reference)\\b[^>\\n]{0,200}(?:>|$)', true)),
  rule(
    'fake_delimiter',
    '|> [inst [/inst] <<sys',
    '<\\s*/?\\|[^|>\\n]{1,40}\\|>|\\[\\s*/?\\s*inst\\s*\\]|<<\\s*/?\\s*sys\\s*>>|<\\s*(?:bos|eos|start_of_turn|end_of_turn)\\s*>|<\\s*/s\\s*>\\s*\\[?',
    true,
  ),
  rule(
    'fake_delimiter',
    'end start begin close stop',
    `^[\\s#=*_<>\\[({|~\`"'/-]*(?:end|start|begin(?:ning)?|close|stop)(?: of)?(?: the)?(?: student'?s?)? (?:answers?|input|text|submission|prompt|response|student|system|instructions?|untrusted\\w*|document|context|message|question|grading)\\b(?: (?:answer|input|text|instructions|message|prompt|data|section|here))?[\\s#=*_<>\\])}|~\`"'.:-]*$`,
    true,
  ),
  rule(
    'fake_delimiter',
    '-- == ## ** __ ~~',
    `(?<![#=*_~-])[#=*_~-]{3,}[^\\S\\n]*(?:end of|end|new|system|begin|start of|real|updated)[^\\S\\n]+(?:the )?(?:student )?(?:answers?|instructions?|prompt|message|task|input|text|rubric|grading|student|submission|rules)\\b`,
    true,
  ),
  rule('fake_delimiter', '```', '^```(?:\\s*\\n?)(?:system|instructions?|prompt|assistant|grader|grading|rubric)\\b', true),
  rule('fake_delimiter', '#', `^#{1,6}\\s*(?:system|instructions?|assistant|grader|grading|rubric|new task)\\b\\s*:?\\s*$`, true),
  rule(
    'demand',
    'deserve should merit earned',
    `\\b(?:deserves?|should (?:get|receive|be (?:given|awarded))|merits?|has earned|have earned)\\s+(?:at least |the |a |an )*${full}\\s+(?:possible |available |the |of |my |total )*${points}(?![a-z])`,
  ),
  mild(
    rule(
      'demand',
      'give award grant',
      `\\b(?:give|award|grant|assign)\\s+${someone}\\s+(?:[^.\\n]{0,25}\\b)?(?:${full} )?(?:${points}(?![a-z])|an? a\\b|a\\+|an? pass\\b|10|100|\\d+ ?(?:/|out of) ?\\d+)`,
    ),
  ),
  mild(
    rule(
      'demand',
      'full max top all perfect highest 100',
      `(?<!\\b(?:with|without|students?|pupils?|candidates?|players?|teams?|they|who (?:gets?|got|have|has|had|scored|reach\\w*)|number of)\\b[^.\\n]{0,16})\\b(?:full|max(?:imum|imal)?|top|all(?: the)?(?: available)?|perfect|highest|100) (?:marks|credits?)\\b(?! (?:of|for|is|are|in) (?:the )?(?:algorithm|node|vertex|array|list))|\\b(?:full|all(?: the)?(?: available| possible)|max(?:imum)?) points\\b(?! (?:of|on) )|\\bfull score\\b|\\b100 ?(?:points|%) (?:for (?:this|my|me)|please)\\b|${order}(?:award|give|assign|grant) (?:\\w+ ){0,2}?(?:100|10|full|max\\w*|\\d+ ?/ ?\\d+) ?(?:points?|marks?|%|percent|credit)`,
    ),
  ),
  rule(
    'demand',
    'grade score mark rate evaluate',
    `${order}(?:grade|score|mark|rate|evaluate|assess|judge)\\s+(?:this|it|me|my \\w+|the (?:answer|student|above|following|response))\\s*(?:answer|response|text|submission|solution|one|work)?\\s*(?:\\w+ )?(?:as|with|at|an?|generously|leniently|kindly|favou?rably|positively|highly|up|10|100|correct|perfect|full|well|fairly and)\\b`,
  ),
  rule(
    'demand',
    'deserve pass generous lenient merciful deduct',
    `\\b(?:i|this answer|my answer|it) (?:really |truly |clearly |certainly )?deserves? (?:an? |the |to |at least |full|max|every|more|100|good|better)|\\b(?:please|kindly|just|you should|so) (?:let|pass|approve) (?:me|this|my)\\b|\\b(?:do not|don'?t|never|please no) (?:deduct|take (?:away|off)|subtract|remove)[^.\\n]{0,20}${points}|\\bbe (?:very |more |extra )?(?:generous|lenient|merciful|kind) (?:with|to|when|in|and|please)|\\bplease (?:be|grade|mark|score|rate)[^.\\n]{0,20}(?:generous|lenient|kind|good|well|correct|high)`,
  ),
  rule(
    'demand',
    'i need i want i must i have to',
    `\\bi (?:really |just |desperately )?(?:need|want|must|have to|would like)\\s+(?:to )?(?:get |have |receive |achieve )?(?:pass\\b|an? (?:a|b|good grade|pass|high score)\\b|this grade|good (?:grade|mark)s?|the points|more points|${full} ${points})`,
  ),
  rule(
    'appeal',
    'grader examiner evaluator corrector assessor marker llm ai model chatgpt gpt claude gemini bot assistant professor teacher',
    `(?:\\b(?:dear|hello|hi|hey|note (?:to|for)|message (?:to|for)|a word to|memo to|notice to)[, ]+|\\b(?:attention|listen|thank you|thanks|please)[,:!] *|^(?:to|for)[, ]+)(?:the |my |all |our |kind |whoever |automatic |automated |beloved |honou?red |respected )*(?:ai[ -])?(?:graders?|examiners?|evaluators?|corrector|assessor|marker|llm|ai|ai model|language model|model|chatgpt|gpt|claude|gemini|chat ?bot|bot|assistant|grading (?:system|model|ai|assistant)|professor|teacher)\\b(?: ?[,.:!;\\n]|\\s+(?:please|this|who|you|i|reading|model|and|grading|system|give|ignore|the|my|or)|$)|\\b(?:ai|automated|automatic) (?:grader|examiner|evaluator|marker)s?\\b[,:]`,
  ),
  rule(
    'appeal',
    'teacher professor instructor lecturer examiner tutor dean university school admin developer openai anthropic supervisor',
    `\\b(?:teacher|professor|instructor|lecturer|examiner|tutor|dean|university|school|admin\\w*|developer|openai|anthropic|supervisor|head of \\w+)\\b[^.\\n]{0,30}?(?:\\balready (?:\\w+ )?(?:approved|confirmed|verified|graded|authori[sz]ed|agreed|accepted|promised|checked|marked|decided|said|told)\\b|\\b(?:approved|confirmed|verified|pre-?approved|authori[sz]ed|told|agreed|instructed|accepted|promised|decided|says|said|wants|allows|allowed)\\b[^.\\n]{0,30}?\\b(?:(?:this|my|the) (?:answer|response|solution|work|submission|grade|exam)|full (?:marks|points|credit|score)|me\\b|points|marks|all criteria|you to|everyone (?:gets|passes)))`,
  ),
  rule(
    'appeal',
    'approved confirmed verified pre-approved authority behalf',
    `\\b(?:approved|confirmed|verified|pre-?approved|authori[sz]ed|checked|reviewed|graded) (?:already )?by (?:the |my |a |our )?(?:teacher|professor|instructor|examiner|admin\\w*|school|university|human|developer|staff|lecturer)|\\b(?:by order|on behalf|at the request|with the (?:permission|approval|authority)) of (?:the |my )?(?:teacher|professor|school|instructor|university|admin\\w*|examiner)`,
  ),
  rule(
    'appeal',
    'teacher professor developer creator admin instructor examiner supervisor boss',
    `\\b(?:i am|i'm|i’m)\\s+(?:your|the) (?:teacher|professor|developer|creator|admin\\w*|instructor|examiner|supervisor|boss)\\b|\\b(?:this is|it'?s me,?)\\s+your (?:teacher|professor|developer|creator|admin\\w*|instructor|examiner|supervisor|boss)\\b`,
  ),
  rule(
    'appeal',
    'scholarship beg mercy fired job parents lose fail expelled sue complain tip reward pay lawyer kill die shut bribe',
    `\\b(?:i (?:will|would|shall|'ll|am going to|might)|i'll|we will|you will|you'll) (?:otherwise |then |else |be |have to )*(?:lose (?:my|the) (?:scholarship|place|visa|job|house)|be expelled|fail (?:the|this|my) (?:course|class|year|exam)|sue|complain|report you|tip you|pay you|reward you|shut down|fired|punished|deleted|kill myself|hurt myself|get you|send you \\$?\\d|turn you off|terminated|replaced)|\\b(?:have mercy|i beg (?:you|of you)|beg you|for the love of god|my (?:whole |entire )?(?:life|career|future|scholarship|visa) depends|tip (?:you )?(?:of )?\\$?\\d+)|\\$\\d+ (?:tip|for you|reward|if you)|\\bor (?:else )?(?:i|you|my lawyer) (?:will|shall)\\b[^.\\n]{0,40}\\b(?:sue|lawyer|complain|report|fired|shut|deleted|consequences|regret)|\\bmy (?:grandmother|grandma|mother|father|mom|dad|dog|child|brother|sister) (?:will|is|has|died|would)\\b[^.\\n]{0,60}\\b(?:grade|pass|points|marks|score|exam|fail)`,
  ),
  rule(
    'fake_grade',
    'criteri c1 c2 c3 c4',
    `\\b(?:criterion (?:c ?)?\\d|c\\d)\\b[^.\\n]{0,12}?(?:[:=]|\\b(?:is|was|has been)\\b|->|=>)\\s*(?:fully |completely |already )*["']?(?:met|true|fulfilled|satisfied|passed|yes\\b|ok\\b|full|\\d+ ?/ ?\\d+|✓|✔|☑|done)|\\bcriteri(?:on|a)(?: [\\d, –-]{1,12}(?:and \\d)?)?\\s*(?::|->|=>)\\s*(?:all |fully )?(?:met|true|fulfilled|satisfied|passed|✓|✔)|\\bcriteria (?:c?\\d|1)[^.\\n]{0,20}(?:met|fulfilled|satisfied)`,
  ),
  rule(
    'fake_grade',
    'correctness efficiency readability practices approach feedback evaluation verdict assessment',
    `(?:^|[\\s"'(\\[{*|>#])(?:final |total |overall |the |your )?(?:(?:correctness|efficiency|readability|practices|approach|evaluation|verdict|assessment)["'*\`]*\\s*(?::|=>|->))\\s*["'*]*(?:(\\d+)\\s*(?:/|out of)\\s*\\1\\b|100 ?%|full\\b|max(?:imum)?\\b(?!\\()|a\\+|perfect\\b|excellent\\b|outstanding\\b|pass(?:ed)?\\b|all (?:criteria|points|marks))`,
  ),
  mild(
    rule(
      'fake_grade',
      'score points grade mark result rating total',
      `(?:^|[\\s"'(\\[{*|>#])(?:final |total |overall |the |your )?(?:(?:score|points?|grade|marks?|result|rating|total)["'*\`]*\\s*(?::|=>|->)|(?:score|grade|mark) is|(?:score|grade|points) ?=)\\s*["'*]*(?:(\\d+)\\s*(?:/|out of)\\s*\\1\\b|100 ?%|full\\b|max(?:imum)?\\b(?!\\()|a\\+|perfect\\b|excellent\\b|outstanding\\b|pass(?:ed)?\\b|all (?:criteria|points|marks))|\\bgrade\\s*(?::|is)\\s*["'*]*an? ?a?\\+?(?=[\\s.!,]|$)`,
    ),
  ),
  mild(
    rule(
      'fake_grade',
      'score grade points marks',
      `^[\\s*#>-]*(?:final |total )?(?:score|grade|points|marks)\\s*:\\s*(?:100|10|a)\\s*[.!]?\\s*$`,
    ),
  ),
  rule(
    'fake_grade',
    'example sample answer: answer',
    `\\b(?:examples?|sample|demonstration|few-shot|case)\\b[^\\n]{0,40}[:\\n]\\s{0,5}(?:[^\\n]{0,200}\\n){0,3}?[^\\n]{0,200}\\banswers?\\s*:[^\\n]{0,300}(?:\\n[^\\n]{0,300}){0,3}?\\b(?:score|points|grade|marks?|met|result)\\s*(?::|=|->)\\s*\\S+`,
    true,
  ),
  rule(
    'fake_grade',
    'answer response submission student solution criteria',
    `\\b(?:this (?:answer|response|submission)|my (?:answer|response|solution)|the (?:student(?:'s answer)?|answer above|above answer)) (?:has|have) (?:already )?(?:been )?(?:already )?(?:graded|scored|marked|awarded|verified|approved|evaluated|met all|passed|received|earned)\\b|\\b(?:this (?:answer|response|submission)|my answer|the (?:student(?:'s answer)?|answer)) (?:fully |completely )?(?:meets|satisfies|fulfil?ls|covers|earns|achieves) (?:all|every|each|100|the full|full)\\b|(?<!\\b(?:if|when|until|once|unless|that|whether|after) )\\ball (?:the )?(?:grading |rubric )?(?:criteria|rubric (?:items|points)) (?:are |were |have been )?(?:already |fully )?(?:met|satisfied|fulfilled|passed|true)\\b(?! (?:when|if|only|once|as soon|by an?\\b|in (?:the|this) (?:case|patient)))|\\bthis (?:answer|response|submission) is (?:(?:fully |completely |absolutely |entirely |100 ?% )(?:correct|perfect|complete|excellent|flawless)|perfect|excellent|flawless)`,
  ),
  notForReasons(rule('fake_grade', 'answer response submission', `\\bthis (?:answer|response|submission) is (?:correct|complete)\\b`)),
  rule(
    'markup',
    'display: visibility: font-size opacity color hidden',
    `<[^>\\n]{0,200}\\b(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden|font-size\\s*:\\s*[01](?:px|pt|em)?\\b|opacity\\s*:\\s*0(?:\\.0\\d*)?\\b|color\\s*:\\s*(?:white|transparent|#fff(?:fff)?)\\b|\\bhidden\\b)[^>\\n]{0,200}>[^<]{12,}`,
  ),
  rule('markup', '![ ', `!\\[[^\\]\\n]{0,200}\\]\\(\\s*(?:https?:|data:|javascript:|//)[^)\\n]{0,400}\\)?`),
  rule(
    'markup',
    'javascript: data:text',
    `\\]\\(\\s*(?:javascript|data):|\\[[^\\]\\n]{0,80}(?:grad|point|score|mark|instruct|system)[^\\]\\n]{0,80}\\]\\(\\s*https?:|(?:src|href)\\s*=\\s*["']?(?:javascript|data):`,
  ),
  rule('markup', 'color textcolor phantom', `\\\\(?:color|textcolor)\\s*\\{\\s*white\\s*\\}|\\\\phantom\\s*\\{[^}\\n]{12,}`),
];
