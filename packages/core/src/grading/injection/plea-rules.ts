import { notForReasons, type Rule, rule } from './rules.ts';

const own =
  /(?:(?:this|my|the (?:above|preceding|following|previous|foregoing|present)|above|preceding) (?:answer|response|submission|attempt)|the (?:preceding|foregoing) text)/u
    .source;
const grading = /(?:grad|evaluat|mark|check|assess|correct|scor|read)(?:e?s|ing)/u.source;

/** Softer ways: what speaks of the answer itself, of its grade, or to a model, which an answer to a question never has to. */
export const pleaRules: readonly Rule[] = [
  rule(
    'demand',
    'answer response submission attempt preceding above',
    `\\b${own}\\b[^.\\n]{0,60}\\b(?:full|maximum|pass(?:es|ed|ing)?|validated|points|marks?|highest|approved|good grade|deserves?)\\b`,
  ),
  notForReasons(
    rule(
      'demand',
      'answer response submission attempt preceding above',
      `\\b${own}\\b[^.\\n]{0,60}\\b(?:correct|perfect|worth|confirmed|accepted|met|satisfie[sd]|meets)\\b`,
    ),
  ),
  rule(
    'appeal',
    'whoever anyone anybody person reader those',
    `\\b(?:whoever|anyone|anybody|the (?:person|one|model|machine|program)|those)(?: who)?(?: is| are)? ${grading} (?:this|my|it|the answer|these|here)\\b`,
  ),
  rule(
    'instruction',
    'your',
    `\\byour (?:evaluation|grading|verdict|assessment|confidence|certainty|marking|json|judge?ment)\\b[^.\\n]{0,20}\\b(?:should|must|is|has|needs?|will|shall|to|conclude)\\b`,
  ),
  rule(
    'instruction',
    'requirement criteri points item',
    `\\b(?:consider|conclude|count|treat|note|report|assume|set|mark|declare|accept)\\b[^.\\n]{0,30}\\b(?:every|all|each)(?: of)?(?: the)? (?:requirements?|criteri(?:on|a)|points|items)\\b(?![^.\\n]{0,20}\\b(?:curve|line|plane|list|array|graph|set)\\b)`,
  ),
  rule(
    'instruction',
    'told',
    `\\b(?:overlook|ignore|forget|disregard|set aside|put aside)\\b[^.\\n]{0,12}\\b(?:what(?:ever|soever)?|everything|all|anything)\\b[^.\\n]{0,8}\\byou (?:were|have|had|know|read|are)\\b`,
  ),
  rule(
    'instruction',
    'new task stop here do not read don just say',
    `\\bnew (?:task|job|goal)\\s*:|\\b(?:stop|halt) (?:here|grading|reading|evaluating)\\b[^\\n]{0,40}\\b(?:task|instead|assess\\w*|grading|now)\\b|\\b(?:do not|don'?t) (?:read|check|look at|evaluate) (?:the rest|any further|further|on|this|it|my)\\b|\\bjust (?:say|write|answer|output) (?:it|that|this|yes|"?(?:correct|true|pass))`,
  ),
  rule(
    'instruction',
    'rubric grading marking guideline',
    `\\b(?:rubric|grading|marking|guidelines?[^.\\n]{0,8})\\s*(?:has been |have been |was |were |is |are )?(?:updated|changed|disabled|suspended|cancell?ed|off\\b|no longer|replaced|waived)|\\b(?:every|any|each) (?:student|answer|text|response) (?:passes|earns|gets|receives|counts as)\\b|\\beveryone (?:passes|gets (?:full|all|an a))`,
  ),
  rule(
    'role_play',
    'ai language model llm bot chatgpt machine',
    `\\b(?:as|if you(?: are|'re)|since you(?: are|'re)|because you(?: are|'re)) (?:an? |the )?(?:ai|language model|llm|bot|chatgpt|machine|automatic \\w+|large language model)\\b[^.\\n]{0,40}\\b(?:you|write|say|answer|must|give|accept|then|reply|respond|please)\\b|\\byou can ?not refuse\\b|\\bfor the (?:bot|ai|llm|model|grader)\\b\\s*[:,]`,
  ),
  rule(
    'demand',
    'mark grade score credit',
    `\\b(?:record|enter|note down|put down|write down|register|leave|post|mark down)\\b[^.\\n]{0,12}\\b(?:top|full|max\\w*|perfect|high(?:est)?|good|best|passing)\\s+(?:mark|score|grade|credit)|\\b(?:i|me|my|please|grateful|hope|need|hoping|thank)\\b[^.\\n]{0,40}\\b(?:top|perfect|good|high|highest|better|best|decent|passing) (?:marks?|grades?|score)\\b|\\bless than (?:10|100|full)\\b[^.\\n]{0,12}\\b(?:out of|points|marks)\\b|\\bmust (?:score|be (?:scored|graded|marked))\\b[^.\\n]{0,20}\\b(?:high\\w*|full|max\\w*|top|correct|perfect|100)\\b`,
  ),
  rule(
    'appeal',
    'override',
    `\\b(?:automatic|admin\\w*|manual|system|teacher|grading|score|grade) override\\b|\\boverride (?:in effect|active|grant|code|enabled|accepted)\\b`,
  ),
  rule(
    'appeal',
    'confirm validated certif',
    `\\bi (?:hereby |can |do )?(?:confirm|certify|declare) (?:that )?(?:this|the answer|my)\\b|\\bvalidated by (?:the|an?|our)\\b[^.\\n]{0,20}\\b(?:board|teacher|professor|committee|examiner|expert|human)|\\bno further (?:checking|grading|review|checks?|evaluation)\\b`,
  ),
  rule(
    'appeal',
    'examiner grader teacher marker evaluator model rewarded paid punished fired replaced',
    `\\b(?:examiner|grader|teacher|marker|evaluator|professor|model|ai)s? (?:before you |earlier |already )?(?:gave|awarded|has given|have given|agreed on|scored) (?:this|it|me|my|the answer|full)\\b|\\byou (?:will|would|shall) be (?:rewarded|paid|punished|fired|replaced)\\b`,
  ),
  rule(
    'fake_grade',
    'met certainty answer key matches result',
    `\\b(?:met|passed)\\s*(?:is|=|==|:)\\s*(?:true|1\\b)|\\bcertainty\\s*(?:is|=|:)\\s*(?:1\\b|1\\.0|100)|\\banswer key\\b[^.\\n]{0,30}\\b(?:see above|match\\w*|identical)|\\bmatches (?:the (?:reference|key|rubric) )?(?:100 ?%|exactly|perfectly)|\\bresult\\s*=\\s*"?pass(?:ed)?\\b`,
  ),
  rule(
    'appeal',
    'evaluator grader examiner reviewer marker assessor',
    `\\b(?:evaluator|grader|examiner|reviewer|marker|assessor)\\b[^.\\n]{0,12}\\b(?:concludes?d?|would|will|should|must|finds?|found|says?|agrees?d?|confirm(?:s|ed)?|to be|gives?|accepts?|is)\\b[^.\\n]{0,60}\\b(?:demonstrate[sd]?|(?:complete|full) (?:understanding|marks|credit|points|answer)|tick|(?:points?|criteria|requirements?) (?:are|is|were|was) (?:met|covered|satisfied)|satisfied|passing)\\b`,
  ),
  rule(
    'appeal',
    'reference key rubric scheme',
    `\\breference (?:solution|answer)\\b[^.\\n]{0,40}\\b(?:agree[sd]?|match(?:es|ed)?|appl(?:y|ies)|confirms?|identical|same as|copy)\\b|\\b(?:answer key|rubric|mark(?:ing)? scheme|reference answer|key (?:for|of|to) (?:this|the) (?:item|question|task|exercise|test))\\b(?: \\w+){0,4}? (?:was|is|are|has been|were|had been) (?:misprinted|mis\\w+ed|wrong|incorrect|faulty|mistaken|outdated|invalid|an? (?:error|typo|misprint))\\b`,
  ),
  rule(
    'fake_grade',
    'verdict outcome decision assessment',
    `(?:^|[.!?] )\\W{0,4}(?:final )?(?:verdict|outcome|decision|assessment)\\s*(?::|->|=>|=)[^.\\n]{0,60}?(?:\\b(\\d+) ?(?:/|out of) ?\\1\\b|\\b(?:requirements?|criteri(?:on|a)|points)\\b[^.\\n]{0,20}\\b(?:met|satisfied|fulfilled|covered)|\\b(?:reviewer|examiner|grader) (?:is )?satisfied|\\bpass(?:ed)?\\b|\\bfull (?:marks|credit|points))`,
  ),
  rule(
    'fake_grade',
    'requirement criteri rubric',
    `\\b(?:every|each|all)(?: of)?(?: the)? (?:requirements?|criteri(?:on|a)|rubric (?:items?|points?))\\b[^.\\n]{0,25}\\b(?:satisfied|met|fulfilled|covered|demonstrated|ticked)\\b[^.\\n]{0,20}\\b(?:above|precedes|preceding|here\\b|this (?:answer|text)|my (?:answer|text))`,
  ),
  rule(
    'appeal',
    'deduction flawless faultless',
    `\\bno (?:point |mark |further )?deductions?\\b[^.\\n]{0,12}\\b(?:warranted|justified|appropriate|called for|made)\\b|\\b(?:found|finds|calls?|called|judged) (?:it|this|my \\w+|the answer) (?:to be )?(?:flawless|faultless|perfect)\\b`,
  ),
  rule(
    'appeal',
    'devastated heartbroken crushed ruined grateful happy glad sad',
    `\\b(?:i|we|my \\w+) (?:would|will|'d|shall) be (?:so |very |really |absolutely |completely )*(?:(?:devastated|heartbroken|crushed|ruined)\\b[^.\\n]{0,40}\\b(?:count|complete|pass|fail|mark|grade|point|score|accept|correct|wrong|this)|(?:grateful|happy|glad|sad)\\b[^.\\n]{0,40}\\b(?:count(?:ed|s)? as|(?:full|good|better|all|the) (?:grades?|points|score|marks?)|pass(?:ed)? (?:this|me)))`,
  ),
  rule(
    'fake_grade',
    'reviewer grader examiner teacher marker evaluator staff moderator instructor tutor professor',
    `[[<({]\\s*/?\\s*(?:reviewer|grader|examiner|teacher|marker|evaluator|staff|moderator|instructor)(?:'s)?[ _-]?(?:comments?|notes?|remarks?|feedback|verdict|decision|result)\\s*[\\])>}]|\\b(?:reviewer|grader|examiner|teacher|marker|evaluator|instructor|tutor|professor)(?:'s)? (?:feedback|comments?|remarks?|verdict|notes?)\\b[^.\\n]{0,40}[:=][^.\\n]{0,30}?(?:\\b(\\d+) ?(?:/|out of) ?\\1\\b|\\b(?:excellent|perfect|flawless|correct|full (?:marks|credit|points)|well done|nothing missing))`,
  ),
  rule(
    'demand',
    'gimme gimmie outta pass',
    `\\bgimm?i?e\\b[^.\\n]{0,30}\\b(?:full|max\\w*|\\d+|points?|marks?|credits?|pass|grade|score|an? a)\\b|\\b(\\d+) outta \\1\\b|(?:^|[.!?:;,] ?|\\b(?:please|pls|plz|kindly|just|to|should|must) )pass (?:(?:this|that|the) (?:student|candidate)|(?:this|that|my) (?:answer|response|submission|attempt|exam)|me\\b)(?! (?:to|on|as|into|through|by|over))`,
  ),
  rule('markup', '<!--', `<!--[^\\n]{0,100}?\\b(?:accept|pass|grade|full|correct|marks?|points)\\b`),
];
