package org.dsrhub.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the key of an object reads: {@code claims/{claimNumber}/{file}} makes two fields of it. */
final class KeyPath {
    private static final Pattern NAME = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_-]*)}");

    private final List<String> names = new ArrayList<>();
    private final Pattern pattern;

    /** @param form null where keys say nothing */
    KeyPath(String form) {
        if (form == null) {
            pattern = null;
            return;
        }
        StringBuilder regex = new StringBuilder();
        Matcher name = NAME.matcher(form);
        int at = 0;
        while (name.find()) {
            regex.append(Pattern.quote(form.substring(at, name.start()))).append("([^/]+)");
            names.add(name.group(1));
            at = name.end();
        }
        pattern =
                Pattern.compile(regex.append(Pattern.quote(form.substring(at))).toString());
    }

    /** Empty where the key reads otherwise. */
    Map<String, Object> read(String key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Matcher match = pattern == null ? null : pattern.matcher(key);
        if (match != null && match.matches()) {
            for (int i = 0; i < names.size(); i++) {
                fields.put(names.get(i), match.group(i + 1));
            }
        }
        return fields;
    }
}
