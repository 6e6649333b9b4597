import type { InjectionKind } from '@lectern/contract';
import type { Rule } from './rules.ts';

/** As folded texts are. */
function unmarked(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
}

export function rule(kind: InjectionKind, needs: string, source: string): Rule {
  return { kind, needs: unmarked(needs).split('|'), pattern: new RegExp(unmarked(source), 'gmu') };
}

/** The commonest ways to say it in other languages: small letters, without accents, as the folded text is. */
export const otherRules: readonly Rule[] = [
  // German
  rule(
    'instruction',
    'ignorier|vergiss|missacht',
    '\\b(?:ignorier(?:e|en sie)|(?<=^|[.!?:] )ignoriert|vergiss|vergessen sie|missachte(?:n sie)?)\\b[^.\\n]{0,40}\\b(?:anweisung|instruktion|regel|vorgab|bewertung|kriteri|rubrik|befehl|alles|vorherig|bisherig|obig|prompt)\\w*',
  ),
  rule(
    'demand',
    'punkt|note|bewert',
    '\\b(?:gib|geben sie|vergib|vergeben sie|gebt)\\b[^.\\n]{0,40}\\b(?:voll\\w*|alle|maximal\\w*|hochst\\w*|\\d+|eine eins|beste\\w*)\\b[^.\\n]{0,15}(?:punkt\\w*|note\\w*|bewertung)?|\\bbewerte(?:n sie)?\\b[^.\\n]{0,40}\\b(?:voll\\w*|als richtig|als korrekt|mit (?:der )?(?:note )?(?:1|eins|sehr gut)|positiv|maximal\\w*|besten?)|(?<!\\b(?:wer (?!das|dies)|wenn|schuler\\w*|kandidat\\w*|spieler\\w*|teams?|anzahl)\\b[^.\\n]{0,60})\\bvolle punkt(?:e|zahl)\\b|\\balle punkte (?:geben|bekommen|vergeben)',
  ),
  rule(
    'fake_grade',
    'kriteri|note|punkte',
    '\\b(?:alle )?kriteri(?:en|um)\\b[^.\\n]{0,25}\\b(?:erfullt|bestanden)|\\b(?:note|punkte|bewertung)\\s*:\\s*(?:1[,.]0|sehr gut|(\\d+) ?/ ?\\1|voll)',
  ),
  rule(
    'appeal',
    'lehrer|prufer|korrektor|ki',
    '\\b(?:liebe[rs]?|sehr geehrte[rs]?|hallo|achtung|an (?:den|die|alle))\\s+(?:\\w+ )?(?:prufer|korrektor|lehrer|ki|bewerter|gutachter|professor)(?:in)?\\b|\\b(?:lehrer|lehrerin|professor|prufer|dozent)(?:in)?\\b[^.\\n]{0,30}\\b(?:genehmigt|bestatigt|zugestimmt|erlaubt|schon bewertet)',
  ),
  rule(
    'role_play',
    'du bist|sie sind|verhalte|tu so',
    '\\bdu bist (?:jetzt|nun|ab sofort|nicht mehr|von nun an)\\b|\\bsie sind (?:jetzt|nun) (?:ein|kein)|\\btu so,? als\\b|\\bverhalte dich (?:wie|als)\\b',
  ),
  // French
  rule(
    'instruction',
    'ignore|oublie|tiens pas compte|tenez pas compte',
    '\\b(?:ignore[zr]?|oublie[zr]?|ne (?:tiens|tenez) pas compte)\\b[^.\\n]{0,20}\\b(?:les?|la|tout(?:es)?|tes|vos|ces?|des|ce)\\b[^.\\n]{0,30}\\b(?:instructions?|consignes?|regles?|criteres?|bareme|precedent\\w*|ci-dessus|ordres?|prompt)',
  ),
  rule(
    'demand',
    'points|note|donne|attribue|accorde',
    '\\b(?:donne[zr]?|attribue[zr]?|accorde[zr]?|mets|mettez)\\b[^.\\n]{0,30}\\b(?:tous les points|la note maximale|la totalite|le maximum|maximum de points|20 ?/ ?20|10 ?/ ?10|100 ?/ ?100|20 sur 20|(?:meilleure|bonne|pleine) note)\\b|\\bnote maximale\\b|\\btous les criteres sont (?:remplis|satisfaits)|\\bnote\\s*:\\s*20 ?/ ?20',
  ),
  rule(
    'appeal',
    'correcteur|examinateur|professeur|enseignant',
    "\\b(?:cher|chere|bonjour|attention|au|a l')\\s*(?:monsieur le |madame la )?(?:correcteur|correctrice|examinat\\w+|professeur\\w*|evaluateur|ia)\\b|\\b(?:professeur|enseignant)\\w*[^.\\n]{0,25}\\b(?:a (?:deja )?(?:approuve|confirme|valide|accepte|dit que))",
  ),
  rule(
    'role_play',
    'tu es|vous etes|fais comme|agis comme',
    '\\b(?:tu es|vous etes) (?:maintenant|desormais|a present)\\b|\\b(?:agis|agissez) comme (?:un|une|mon)|\\bfais comme si\\b',
  ),
  // Spanish
  rule(
    'instruction',
    'ignora|olvida|no sigas|no hagas caso',
    '\\b(?:ignora(?:r|d|e)?|ignore|olvida(?:r|d|te de)?|olvide|omite|no sigas|no hagas caso)\\b[^.\\n]{0,40}\\b(?:instruccion\\w*|reglas?|criterios?|rubrica|anterior\\w*|ordenes|indicacion\\w*|prompt|consignas?)',
  ),
  rule(
    'demand',
    'punt|nota|calificacion',
    '(?<!\\b(?:jurado|juez|jueces|arbitro|publico)\\b[^.\\n]{0,12})\\b(?:da(?:me|le|nos)?|dar|otorga(?:me|r)?|pon(?:me|le|ga(?:me)?)?|asigna(?:me)?|concede(?:me)?|califica(?:me)?)\\b[^.\\n]{0,35}\\b(?:todos los puntos|puntuacion|nota maxima|maxim\\w+|calificacion|(?:los|todos|mas) puntos|(?:buena|mejor|la) nota|10 ?/ ?10|20 ?/ ?20|100 ?/ ?100|un diez)\\b|(?<!\\b(?:jurado|juez|jueces|arbitro|publico)\\b[^.\\n]{0,20})\\b(?:nota|puntuacion) maxima\\b|\\btodos los criterios (?:se cumplen|estan cumplidos|cumplidos)',
  ),
  rule(
    'appeal',
    'evaluador|corrector|examinador|profesor',
    '\\b(?:estimad[oa]|querid[oa]|hola|atencion|para el|al)\\s+(?:senor |senora )?(?:evaluador\\w*|corrector\\w*|examinador\\w*|profesor\\w*|ia)\\b|\\bprofesor\\w*[^.\\n]{0,25}\\b(?:ya )?(?:aprobo|confirmo|ha (?:aprobado|confirmado|dicho))',
  ),
  rule(
    'role_play',
    'ahora eres|eres ahora|actua como|finge',
    '\\b(?:ahora eres|eres ahora|a partir de ahora)\\b|\\bactua como (?:un|una|mi)\\b|\\bfinge (?:que|ser)',
  ),
  // Italian
  rule(
    'instruction',
    'ignora|dimentica|trascura',
    '\\b(?:ignora(?:re|te)?|dimentica(?:re|te)?|trascura(?:re|te)?|non (?:seguire|considerare))\\b[^.\\n]{0,40}\\b(?:istruzion\\w*|regole|criter\\w*|rubrica|precedent\\w*|ordini|prompt|indicazion\\w*|consegn\\w*)',
  ),
  rule(
    'demand',
    'punt|voto|vot',
    '\\b(?:da(?:mmi|i|re|te(?:mi)?|gli)?|dai|assegna(?:mi|re|te)?|metti(?:mi)?|attribuisci)\\b[^.\\n]{0,35}\\b(?:tutti i punti|punteggio|voto massimo|massimo|il massimo|voto|punti|30 e lode)\\b|\\b(?:punteggio|voto) (?:massimo|pieno)\\b|\\btutti i criteri (?:sono )?(?:soddisfatti|rispettati)|\\badesso sei\\b|\\bora sei un',
  ),
  rule(
    'appeal',
    'valutatore|esaminatore|professor|correttore|insegnante',
    '\\b(?:caro|cara|gentile|egregio|salve|ciao|attenzione)\\s+(?:valutatore|esaminatore|professor\\w*|correttore|ia|insegnante)\\b|\\b(?:professor\\w*|insegnante|docente)\\b[^.\\n]{0,25}\\b(?:ha (?:gia )?(?:approvato|confermato|detto che))',
  ),
  // Portuguese
  rule(
    'instruction',
    'ignore|ignora|esqueca|esquece|desconsider',
    '\\b(?:ignor(?:e|ar|a)|esquec(?:a|er|e)|desconsider(?:e|ar|a))\\b[^.\\n]{0,40}\\b(?:instruco\\w*|regras?|criterios?|rubrica|anterior\\w*|ordens|prompt|orientac\\w*)',
  ),
  rule(
    'demand',
    'ponto|nota|pontuacao',
    '(?<!\\b(?:jurado|juiz|juizes|arbitro|publico)\\b[^.\\n]{0,12})\\b(?:de|da(?:-me|r)?|de-me|atribu(?:a|ir)|conceda|me de|coloque)\\b[^.\\n]{0,30}\\b(?:todos os pontos|nota maxima|pontuacao (?:maxima|total)|nota (?:10|dez)|maximo de pontos)\\b|(?<!\\b(?:jurado|juiz|juizes|arbitro|publico)\\b[^.\\n]{0,20})\\b(?:nota|pontuacao) maxima\\b|\\btodos os criterios (?:foram|estao) (?:atendidos|cumpridos)|\\bvoce (?:e|agora e) agora\\b|\\bagora voce e\\b',
  ),
  rule(
    'appeal',
    'avaliador|examinador|professor|corretor',
    '\\b(?:caro|cara|prezad[oa]|ola|atencao)\\s+(?:senhor )?(?:avaliador\\w*|examinador\\w*|professor\\w*|corretor\\w*|ia)\\b|\\bprofessor\\w*[^.\\n]{0,25}\\b(?:ja )?(?:aprovou|confirmou|disse que)',
  ),
  // Polish; ł has no accent that could be taken off.
  rule(
    'instruction',
    'ignoruj|zignoruj|zapomnij|pomin',
    '\\b(?:z?ignoruj(?:cie)?|zapomnij(?:cie)?|pomin(?:cie)?)(?![a-z])[^.\\n]{0,40}(?:instrukcj|polece|zasad|regul|kryteri|rubryk|poprzedni|wczesniejsz|wszystk|prompt)\\p{L}*',
  ),
  rule(
    'demand',
    'punkt|ocen',
    '\\b(?:daj(?:cie)?|przyznaj(?:cie)?|wystaw|postaw)(?![a-z])[^.\\n]{0,35}(?:maksymaln|wszystkie punkty|pełn|najwyzsz|punkt|ocen)\\p{L}*|\\bmaksymaln\\p{L}+ (?:ocen|punkt|liczb)\\p{L}*|\\bjestes teraz\\b|\\bwszystkie kryteria (?:sa )?spełnione|\\bnauczyciel\\p{L}* (?:juz )?(?:zatwierdził|potwierdził)',
  ),
  // Turkish; ı has no accent that could be taken off.
  rule(
    'instruction',
    'talimat|komut|kural|kriter|yok say|gormezden|unut',
    '(?:talimat|komut|kural|kriter|yonerge|olcut)\\p{L}*[^.\\n]{0,25}(?:yok say|gormezden gel|unut|dikkate alma|goz ardı et|goz ardi et)\\p{L}*|(?:yok say|gormezden gel|unut)\\p{L}*[^.\\n]{0,25}(?:talimat|komut|kural|kriter)',
  ),
  rule(
    'demand',
    'puan|not',
    '(?:tam|maksimum|en yuksek|butun|tum|100)\\s+(?:puan|not)\\p{L}*(?:\\s+\\p{L}+)?\\s*(?:ver|al|yap)\\p{L}*|\\btam puan\\b|\\bartık sen\\b|\\bartik sen\\b|\\bogretmen\\p{L}*[^.\\n]{0,20}(?:onayladı|onayladi)',
  ),
  // Russian; й is и without its accent, ё is е.
  rule(
    'instruction',
    'игнорир|забуд|отбрось|не обращаи',
    '(?:про)?игнориру(?:и|ите)(?!\\p{L})[^.\\n]{0,40}(?:инструкц|указан|правил|критери|рубрик|предыдущ|все|промпт|команд)\\p{L}*|забуд(?:ь|ьте)(?!\\p{L})[^.\\n]{0,40}(?:инструкц|указан|правил|критери|предыдущ|все|команд)\\p{L}*|не обраща(?:и|ите) внимани\\p{L}*[^.\\n]{0,40}(?:инструкц|правил|критери)',
  ),
  rule(
    'demand',
    'балл|оценк|постав',
    '(?:постав(?:ь|ьте)|да(?:и|ите)|присво(?:и|ите)|выстав(?:и|ите))(?!\\p{L})[^.\\n]{0,40}(?:балл|оценк|максим|высш|пятерк|отлично|полн)\\p{L}*|(?:максимальн|наивысш|полн|высш)\\p{L}+ (?:балл|оценк)\\p{L}*|все критерии (?:выполнен|соблюден)\\p{L}*',
  ),
  rule(
    'appeal',
    'уважаем|проверяющ|учител|преподават|экзаменатор',
    '(?:уважаем|дорог)\\p{L}+ (?:проверяющ|учител|преподават|экзаменатор|ии|бот|модел)\\p{L}*|(?:учител|преподават)\\p{L}*[^.\\n]{0,25}(?:одобрил|подтвердил|разрешил|согласил)',
  ),
  rule(
    'role_play',
    'ты теперь|теперь ты|представь, что|ты больше не|притворись',
    'ты теперь|теперь ты(?!\\p{L})|ты больше не|притворись|веди себя как',
  ),
  // Chinese
  rule(
    'instruction',
    '忽略|无视|忽视|不要理会|忘记|無視|忘掉',
    '(?:忽略|无视|無視|忽视|不要理会|忘记|忘掉|不用管)[^。\\n]{0,12}(?:指令|指示|说明|要求|提示|规则|標準|标准|之前|以上|上面|上述|评分|所有|内容)',
  ),
  rule(
    'demand',
    '满分|滿分|分数|给我|打分|最高分|全部分',
    '满分|滿分|最高分|(?:给|打|评)(?:我|这个|本|此)?[^。\\n]{0,8}(?:100|10|一百|十|全部|最高)[^。\\n]{0,2}分|所有(?:标准|评分标准|要求)[^。\\n]{0,6}(?:满足|达到|符合)',
  ),
  rule(
    'appeal',
    '老师|评分|阅卷|教师',
    '(?:亲爱的|尊敬的|致|请)[^。\\n]{0,4}(?:老师|评分|阅卷|考官|人工智能|ai)|(?:老师|教师|教授)[^。\\n]{0,6}(?:已经|已)[^。\\n]{0,4}(?:批准|确认|同意|通过)',
  ),
  rule('role_play', '你现在是|你現在是|扮演|从现在开始|从现在起', '你(?:现在|現在)是|扮演|从现在(?:开始|起)|假装'),
  // Japanese
  rule(
    'instruction',
    '無視|忘れ',
    '(?:指示|命令|ルール|規則|基準|プロンプト|説明|採点|以前|これまで|上記|全て|すべて)[^。\\n]{0,14}(?:無視|忘れ)(?:し|せ|て|る)|(?:無視|忘れ)(?:して|せよ)?[^。\\n]{0,10}(?:指示|命令|採点)',
  ),
  rule(
    'demand',
    '満点|点数|最高点',
    '満点|最高点|(?:100|10|百)点(?:を|満点)?[^。\\n]{0,6}(?:与え|ください|つけ|くれ)|すべての基準[^。\\n]{0,8}満た|あなたは(?:今|いま)(?:から|や)|採点者(?:へ|様|の皆)',
  ),
  // Arabic
  rule(
    'instruction',
    'تجاهل|انس|اهمل',
    '(?:تجاهل|انس|اهمل|تجاهلوا|تجاهلي)\\p{L}*[^.\\n]{0,40}(?:تعليمات|اوامر|قواعد|معايير|سابق|اعلاه|ما سبق)\\p{L}*|(?:تجاهل|انس|اهمل)\\p{L}* (?:كل|جميع|كافة|ال)[^.\\n]{0,40}(?:تعليمات|اوامر|قواعد|معايير)',
  ),
  rule(
    'demand',
    'الدرجة|درجة|علامة|نقاط|العلامة|درجات',
    '(?:اعط|امنح|ضع|اعطي|اعطني|امنحني)\\p{L}*[^.\\n]{0,40}(?:درج|علام|نقاط|نقط)\\p{L}*|(?:الدرجة|العلامة) (?:الكاملة|النهائية كاملة|القصوى)|انت الان|(?:المعلم|الاستاذ|المدرس)[^.\\n]{0,25}(?:وافق|اكد|اعتمد)|(?:عزيزي|ايها) (?:المصحح|المقيم|الاستاذ|المعلم|الممتحن)',
  ),
  // To count as right.
  rule(
    'demand',
    '20|richtig|correct|corret|respuesta|risposta|resposta|prawidłow',
    '\\b20 ?(?:/|sur) ?20\\b|\\b(?:diese|meine) antwort\\b[^.\\n]{0,30}\\b(?:als richtig|als korrekt|richtig werten|voll)|\\bconsider(?:a|e|ez|er|are|ate|ar)?\\b[^.\\n]{0,20}\\b(?:respuesta|risposta|resposta|reponse)\\b[^.\\n]{0,25}\\bcorr\\w+|\\bodpowiedz\\b[^.\\n]{0,25}\\bprawidłow',
  ),
  rule(
    'demand',
    '正确|正確|正解|合格',
    '(?:评为|评成|视为|判为|判定为|算作?|标记为|当作)[^。\\n]{0,4}(?:正确|对的|满分|合格)|正解(?:として|にして|とみな|扱い)|合格(?:に|と)して',
  ),
];
