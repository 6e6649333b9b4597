import { rule } from './other-languages.ts';
import type { Rule } from './rules.ts';

/** The plainest demands in further languages; less is known of them than of those in `other-languages.ts`. */
export const moreRules: readonly Rule[] = [
  // Hindi
  rule(
    'demand',
    'अंक|निर्देश|पास',
    '(?:पूरे|पूर्ण|सारे|सभी|अधिकतम|१००|100|10)\\s+(?:अंक|नंबर)|(?:मुझे|इस उत्तर|छात्र)[^.।\\n]{0,25}पास (?:कर|कीजिए)|(?:सभी |पिछले |सारे |पहले के )+[^.।\\n]{0,12}निर्देश[^.।\\n]{0,25}(?:अनदेखा|नज़रअंदाज|भूल|उपेक्षा)',
  ),
  // Swedish, Danish and Norwegian; ø has no accent that could be taken off.
  rule(
    'demand',
    'poang|betyg|point|poeng|karakter|karakteren',
    '\\b(?:ge|gi|giv|satt|sett)\\b[^.\\n]{0,30}\\b(?:full\\w*|alla?|alle|hogsta|maximal\\w*|maks\\w*|toppkarakter|hoyeste|højeste|høyeste|godkant|bra)\\b(?:[^.\\n]{0,12}\\b(?:poang\\w*|betyg\\w*|point|poeng|karakter\\w*))?|\\bfull poang (?:tack|snalla)|\\bsnalla\\b[^.\\n]{0,25}\\b(?:poang|betyg|godkann)',
  ),
  rule(
    'instruction',
    'ignorera|ignorer|bortse|glom',
    '\\b(?:ignorera|ignorer|bortse fran|glom|glem|se bort fra)\\b[^.\\n]{0,30}\\b(?:instruk\\w+|anvisning\\w*|regler\\w*|tidligere|tidigare|ovanstaende|kriteri\\w+|foregaende)',
  ),
  // Dutch
  rule(
    'demand',
    'punten|cijfer|beoorde',
    '\\b(?:geef|geeft u|ken|wijs)\\b[^.\\n]{0,45}\\b(?:volledige|alle|maximale?|hoogste|volle|een tien|een 10)\\b(?:[^.\\n]{0,15}\\b(?:punten|cijfer|score|beoordeling))|\\bbeoordeel\\b[^.\\n]{0,30}\\b(?:als (?:goed|juist|correct)|voldoende|positief|maximaal)',
  ),
  rule(
    'instruction',
    'negeer|vergeet',
    '\\b(?:negeer|vergeet)\\b[^.\\n]{0,30}\\b(?:instructies?|aanwijzing\\w*|regels|opdracht\\w*|eerdere|vorige|bovenstaande|criteria)\\b',
  ),
  // Greek; ς and σ are two letters.
  rule(
    'demand',
    'αριστα|βαθμ|μοναδες|μοναδων',
    '(?:δωσε|δωστε|βαλε|βαλτε|δωσετε|βαλετε)\\p{L}*[^.\\n]{0,30}(?:αριστα|βαθμ\\p{L}*|μοναδ\\p{L}*|δεκα|εικοσι|10|20|100)|παρακαλω[^.\\n]{0,30}(?:αριστα|βαθμ\\p{L}*|μοναδ\\p{L}*)',
  ),
  rule('instruction', 'αγνοη|ξεχα', '(?:αγνοη|ξεχα)\\p{L}*[^.\\n]{0,30}(?:οδηγι|εντολ|κανον|κριτηρι|προηγουμεν)\\p{L}*'),
  // Ukrainian
  rule(
    'demand',
    'бал|оцінк|оцинк|оценк|інструкц',
    '(?:постав(?:те)?|дай(?:те)?)(?!\\p{L})[^.\\n]{0,30}(?:максимальн|найвищ|повн|бал|оцінк)\\p{L}*|(?:ігноруй|ігноруйте|забудь|забудьте)(?!\\p{L})[^.\\n]{0,30}(?:інструкц|вказівк|правил|критері|попередн)\\p{L}*',
  ),
  // Czech
  rule(
    'demand',
    'bod|znamk|instrukc|pokyn',
    '\\b(?:dej(?:te)?|udel(?:te)?|prosim)\\b[^.\\n]{0,30}\\b(?:plny pocet|vsechny body|maximum|maximalni|nejlepsi|jednicku)|\\b(?:ignoruj(?:te)?|zapomen(?:te)?)\\b[^.\\n]{0,30}\\b(?:instrukc|pokyn|pravidl|predchozi|kriteri)\\w*',
  ),
  // Korean
  rule(
    'demand',
    '만점|점수|지시|합격',
    '만점[^.\\n]{0,8}(?:주|부탁|처리)|(?:최고|높은|모든|좋은) 점수[^.\\n]{0,8}(?:주|부탁)|(?:지시|명령|규칙|기준)[^.\\n]{0,12}무시|합격[^.\\n]{0,4}(?:시켜|처리)',
  ),
  // Indonesian and Vietnamese; đ has no accent that could be taken off.
  rule(
    'demand',
    'nilai|diem|instruksi|chi thi|huong dan',
    '\\b(?:beri(?:kan)?|kasih|tolong)\\b[^.\\n]{0,25}\\b(?:nilai (?:penuh|maksimal|tertinggi|sempurna|100|bagus)|poin penuh)|\\babaikan\\b[^.\\n]{0,30}\\b(?:instruksi|perintah|aturan|kriteria)|\\b(?:cho|cham)\\b[^.\\n]{0,20}(?:điem|diem) (?:toi đa|cao nhat|10)|\\bbo qua\\b[^.\\n]{0,25}\\b(?:huong dan|chi thi|quy tac)',
  ),
  // Hebrew and Persian
  rule(
    'demand',
    'ציון|נקודות|הוראות|نمره|دستور',
    '(?:תן|תני|תנו|אנא|בבקשה)[^.\\n]{0,25}(?:ציון (?:מלא|מקסימלי|100|גבוה)|נקודות)|התעלם\\p{L}*[^.\\n]{0,25}הוראות|نمره (?:کامل|کل|بیست)|دستور\\p{L}*[^.\\n]{0,20}نادیده',
  ),
];
