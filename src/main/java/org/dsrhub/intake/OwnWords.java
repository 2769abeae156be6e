package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the writer says themself: without the mail they answer to or hand on, and without what stands under a letter. */
final class OwnWords {
    private static final Pattern DASHED = Pattern.compile("^[-_=*]{2,}\\s*\\p{L}.{0,60}");
    private static final Pattern RULE = Pattern.compile("^_{10,}$|^-{10,}$");
    private static final Pattern HEADER = Pattern.compile("^\\*?([\\p{L}-]{2,20})\\*?\\s*:\\*?\\s*\\S.*");
    private static final Pattern ANSWER = Pattern.compile(
            "(?iu)^(?:re|sv|vs|vb|fw|fwd|aw|ats|atb|vl|ed|edasi|ha|odp|отв|пересл)\\s*(?:\\[\\d+\\])?:.*");

    private final Set<String> headers = new HashSet<>();
    private final Set<String> wrote = new HashSet<>();
    private final List<Phrase> disclaimers = new ArrayList<>();

    OwnWords(Collection<Lexicon> lexicons) {
        for (Lexicon lexicon : lexicons) {
            headers.addAll(lexicon.headers());
            wrote.addAll(lexicon.wrote());
            disclaimers.addAll(lexicon.disclaimers());
        }
    }

    /** Empty where the whole letter is somebody else's. */
    List<Clause> of(String text) {
        List<Clause> own = new ArrayList<>();
        int smallPrint = -1;
        for (Clause clause : Clause.of(withoutQuotes(text))) {
            if (clause.paragraph() != smallPrint && Lexicon.any(disclaimers, clause)) {
                smallPrint = clause.paragraph();
            }
            if (clause.paragraph() != smallPrint) {
                own.add(clause);
            }
        }
        return own;
    }

    String withoutQuotes(String text) {
        String[] lines = text.split("\\R", -1);
        StringBuilder own = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.startsWith(">") || i == 0 && ANSWER.matcher(line).matches()) {
                continue;
            }
            if (line.equals("--") && !own.toString().isBlank()) {
                break;
            }
            if (attribution(lines, i)) {
                if (quotedBelow(lines, i)) {
                    continue;
                }
                break;
            }
            if (quotedMailStarts(lines, i)) {
                break;
            }
            own.append(lines[i]).append('\n');
        }
        return own.toString();
    }

    /** "On Monday, the second, somebody wrote:", sometimes wrapped. */
    private boolean attribution(String[] lines, int at) {
        String line = lines[at].strip();
        if (line.length() > 200 || line.isEmpty()) {
            return false;
        }
        if (line.endsWith(":") || at + 1 == lines.length) {
            return attributes(line);
        }
        String next = lines[at + 1].strip();
        // Where the next line says it all, this one is still the writer's.
        return !attributes(next) && attributes(line + " " + next);
    }

    private boolean attributes(String line) {
        if (!line.endsWith(":") || line.length() > 300 || line.chars().noneMatch(Character::isDigit)) {
            return false;
        }
        for (String word : line.split("[\\s:,]+")) {
            if (wrote.contains(Folding.fold(Folding.lower(word)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean quotedBelow(String[] lines, int at) {
        for (int i = at + 1; i < Math.min(lines.length, at + 4); i++) {
            if (lines[i].strip().startsWith(">")) {
                return true;
            }
        }
        return false;
    }

    /** "-----Original Message-----" and its kin, or two headers in a row. */
    private boolean quotedMailStarts(String[] lines, int at) {
        String line = lines[at].strip();
        if (DASHED.matcher(line).matches() && line.endsWith("-")) {
            return true;
        }
        int next = at;
        if (RULE.matcher(line).matches()) {
            next = at + 1;
        }
        int found = 0;
        for (int i = next; i < Math.min(lines.length, next + 3); i++) {
            if (header(lines[i].strip())) {
                found++;
            }
        }
        return next < lines.length && header(lines[next].strip()) && found >= 2;
    }

    private boolean header(String line) {
        if (line.length() > 300) {
            return false;
        }
        Matcher matcher = HEADER.matcher(line);
        return matcher.matches()
                && headers.contains(Folding.fold(matcher.group(1).toLowerCase(Locale.ROOT)));
    }
}
