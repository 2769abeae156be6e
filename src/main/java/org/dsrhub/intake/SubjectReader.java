package org.dsrhub.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/** Reads the {@code subject} of a request or of an identification. */
@Component
public class SubjectReader {
    private static final Pattern MAIL = Pattern.compile("[^\\s@<>,;\"]{1,64}@[^\\s@<>,;\"]{1,190}");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()/-]{3,24}");
    private static final int MOST = 50;

    private static final Map<String, KeyKind> LISTS = new LinkedHashMap<>();

    static {
        LISTS.put("emails", KeyKind.EMAIL);
        LISTS.put("phones", KeyKind.PHONE);
        LISTS.put("formerNames", KeyKind.NAME);
        LISTS.put("customerNumbers", KeyKind.CUSTOMER_NUMBER);
        LISTS.put("policyNumbers", KeyKind.POLICY_NUMBER);
        LISTS.put("claimNumbers", KeyKind.CLAIM_NUMBER);
        LISTS.put("quoteNumbers", KeyKind.QUOTE_NUMBER);
        LISTS.put("memberNumbers", KeyKind.MEMBER_NUMBER);
        LISTS.put("vehiclePlates", KeyKind.VEHICLE_PLATE);
        LISTS.put("accounts", KeyKind.ACCOUNT);
    }

    private final NationalIds nationalIds;

    SubjectReader(NationalIds nationalIds) {
        this.nationalIds = nationalIds;
    }

    /** Where nothing usable is given, the fields know. */
    public Subject read(JsonFields fields) {
        String name = fields.text("name", 200);
        LocalDate birthDate = fields.date("birthDate");
        NationalId nationalId = nationalId(fields);
        List<SubjectKey> keys = new ArrayList<>();
        LISTS.forEach((list, kind) -> {
            for (String value : fields.texts(list, MOST, 200)) {
                if (!plausible(kind, value)) {
                    fields.fail(list, "holds an entry that is no " + kind.label());
                } else {
                    keys.add(SubjectKey.given(kind, value));
                }
            }
        });
        keys.addAll(furtherKeys(fields));
        fields.rejectUnknown();
        String replyTo = keys.stream()
                .filter(key -> key.kind() == KeyKind.EMAIL)
                .map(SubjectKey::value)
                .findFirst()
                .orElse(null);
        Subject subject = new Subject(name, birthDate, nationalId, keys, replyTo);
        if (subject.allKeys().isEmpty()) {
            fields.fail("", "must hold at least one identifier, such as nationalId, emails or customerNumbers");
        }
        return subject;
    }

    /** Keys with a period, or of a kind that has no list of its own. */
    private static List<SubjectKey> furtherKeys(JsonFields fields) {
        List<SubjectKey> keys = new ArrayList<>();
        for (JsonFields entry : fields.objects("keys", MOST)) {
            String label = entry.requiredText("kind", 40);
            String value = entry.requiredText("value", 200);
            LocalDate from = entry.date("from");
            LocalDate until = entry.date("until");
            entry.rejectUnknown();
            KeyKind kind = kind(label);
            if (label != null && kind == null) {
                entry.fail("kind", "unknown; known: " + labels());
            } else if (kind == KeyKind.NATIONAL_ID) {
                entry.fail("kind", "belongs under nationalId, with its country");
            } else if (kind != null && value != null) {
                if (plausible(kind, value)) {
                    keys.add(new SubjectKey(kind, value, null, from, until, "request"));
                } else {
                    entry.fail("value", "is no " + kind.label());
                }
            }
        }
        return keys;
    }

    private NationalId nationalId(JsonFields fields) {
        JsonFields id = fields.object("nationalId");
        if (id == null) {
            return null;
        }
        String country = id.requiredText("country", 10);
        String value = id.requiredText("value", 40);
        id.rejectUnknown();
        if (country != null && !country.matches("[A-Z]{2}")) {
            id.fail("country", "must be two capital letters (ISO 3166-1)");
            return null;
        }
        if (country == null || value == null) {
            return null;
        }
        NationalId national = new NationalId(country, value);
        if (nationalIds.validate(national).verdict() == NationalIds.Verdict.INVALID) {
            id.fail("value", "is no national number of that country: check digit, date or form is wrong");
            return null;
        }
        return national;
    }

    private static boolean plausible(KeyKind kind, String value) {
        if (kind == KeyKind.EMAIL) {
            return MAIL.matcher(value).matches();
        }
        if (kind == KeyKind.PHONE) {
            return PHONE.matcher(value).matches();
        }
        return value.length() <= 100;
    }

    private static KeyKind kind(String label) {
        if (label == null) {
            return null;
        }
        for (KeyKind kind : KeyKind.values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        return null;
    }

    private static String labels() {
        List<String> labels = new ArrayList<>();
        for (KeyKind kind : KeyKind.values()) {
            labels.add(kind.label());
        }
        return String.join(", ", labels);
    }
}
