package org.dsrhub.intake;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the name that a letter is signed with or that its writer gives: two to four words with capitals. */
final class SignedNames {
    private static final String NAME =
            "\\p{Lu}[\\p{L}'’-]{1,30}(?: (?:(?:von|van|de|af|av) )?\\p{Lu}[\\p{L}'’.-]{0,30}){1,3}";
    private static final int FAR = 60;

    private final Pattern introduced;
    private final Pattern name = Pattern.compile("^[\\s,./-]*(" + NAME + ")\\s*$");
    private final List<Phrase> closings;

    SignedNames(Collection<Lexicon> lexicons) {
        String labels = lexicons.stream()
                .flatMap(lexicon -> lexicon.introductions().stream())
                .distinct()
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        introduced = Pattern.compile("(?iu:(?<!\\p{L})(?:" + labels + ")(?!\\p{L}))[\\s:]+(" + NAME + ")");
        closings = lexicons.stream()
                .flatMap(lexicon -> lexicon.closings().stream())
                .toList();
    }

    String in(String text) {
        Matcher given = introduced.matcher(text);
        if (given.find()) {
            return withoutStop(given.group(1));
        }
        String[] lines = text.split("\\R");
        for (int i = lines.length - 1; i >= 0; i--) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.length() > FAR || !closes(line)) {
                continue;
            }
            Matcher beside = name.matcher(line.substring(Math.max(0, line.indexOf(',') + 1)));
            if (line.contains(",") && beside.matches()) {
                return beside.group(1);
            }
            for (int next = i + 1; next < Math.min(lines.length, i + 3); next++) {
                Matcher below = name.matcher(lines[next].strip());
                if (below.matches()) {
                    return below.group(1);
                }
            }
        }
        return null;
    }

    /** A name ends a sentence; the point of an initial stays. */
    private static String withoutStop(String name) {
        return name.matches(".*\\p{L}{2}\\.") ? name.substring(0, name.length() - 1) : name;
    }

    private boolean closes(String line) {
        return Clause.of(line).stream().anyMatch(clause -> Lexicon.any(closings, clause));
    }
}
