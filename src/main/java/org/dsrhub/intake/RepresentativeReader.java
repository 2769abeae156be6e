package org.dsrhub.intake;

import java.time.LocalDate;
import java.util.regex.Pattern;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.request.Representative;

/** Who asks for somebody else, and by what, as a portal or a caseworker states it. */
public final class RepresentativeReader {
    private static final Pattern MAIL = Pattern.compile("[^\\s@<>,;\"]{1,64}@[^\\s@<>,;\"]{1,190}");
    private static final Pattern DOCUMENT = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private RepresentativeReader() {}

    /** @return null where none is given, or something is wrong, which the fields then know */
    public static Representative representative(JsonFields fields, String name) {
        JsonFields entry = fields.object(name);
        if (entry == null) {
            return null;
        }
        Representative.Capacity capacity = entry.oneOf(Representative.Capacity.class, "capacity");
        if (capacity == null && !entry.has("capacity")) {
            entry.fail("capacity", "is missing: AUTHORISED, GUARDIAN, PARENT or ESTATE");
        }
        String who = entry.text("name", 200);
        String mail = entry.text("email", 255);
        entry.rejectUnknown();
        if (mail != null && !MAIL.matcher(mail).matches()) {
            entry.fail("email", "is no mail address");
            return null;
        }
        return capacity == null ? null : new Representative(capacity, who, mail);
    }

    /**
     * @param capacity in which the representative acts, null where that is unknown
     * @return null where none is given, or something is wrong, which the fields then know
     */
    public static Mandate mandate(JsonFields fields, String name, Representative.Capacity capacity) {
        JsonFields entry = fields.object(name);
        if (entry == null) {
            return null;
        }
        String document = entry.requiredText("document", 64);
        LocalDate from = entry.date("from");
        LocalDate until = entry.date("until");
        LocalDate diedOn = entry.date("diedOn");
        boolean personalData = entry.flag("coversPersonalData");
        boolean receipt = entry.flag("coversReceipt");
        entry.rejectUnknown();
        if (document != null && !DOCUMENT.matcher(document).matches()) {
            entry.fail("document", "must be the id of the evidence that was looked at: letters, digits and hyphens");
            return null;
        }
        if (from != null && until != null && until.isBefore(from)) {
            entry.fail("until", "lies before 'from'");
            return null;
        }
        if (capacity == null) {
            entry.fail("", "belongs to a representative: name one, or its capacity, under representative");
            return null;
        }
        return document == null ? null : new Mandate(capacity, document, from, until, personalData, receipt, diedOn);
    }
}
