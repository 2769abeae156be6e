package org.dsrhub.connector;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;

/**
 * One backing system of one data controller, as its file under {@code connectors/<controller>/} says.
 *
 * @param titles ISO 639-1 → title; at least English
 * @param holding rows of the holdings table, for example {@code D7}
 * @param owner role that a red task is sent to
 * @param template file of {@code connectors/templates} that its route is made of
 * @param backend whose limits it shares
 * @param parameters of the template; values may hold {@code {{placeholders}}}
 * @param accepts key kinds it can be asked by; any one suffices
 * @param rights how it serves each right; absent means not at all
 * @param purposes ISO 639-1 → purpose in words
 * @param recipients named recipients of what it holds: ISO 639-1 → description, or {@link #NAME} → a proper name
 * @param items item type → what one record of it means
 * @param keyForms key kind → how this system writes such a key, the steps in order; absent: as the hub does
 * @param strict whether a field that is new, gone or of another type than the file says stops the task
 * @param environment for example {@code production}; null where the file serves any
 * @param statement ISO 639-1 → why it is not asked, in words for the data subject; empty where it is asked
 * @param expires after which time the system itself deletes what it holds, null where it does not
 */
public record Connector(
        String controller,
        String system,
        int version,
        Mode mode,
        Map<String, String> titles,
        List<String> holding,
        String owner,
        String template,
        String backend,
        Map<String, String> parameters,
        Set<KeyKind> accepts,
        Limits limits,
        Map<Right, Service> rights,
        Map<String, String> purposes,
        List<String> legalBases,
        List<Map<String, String>> recipients,
        Map<String, ItemType> items,
        Map<KeyKind, List<KeyForm>> keyForms,
        boolean strict,
        String environment,
        Map<String, String> statement,
        Duration expires) {

    /** Stands for a language where a text is a name that is the same in all of them. */
    public static final String NAME = "name";

    /** What goes within the month is asked for before all that waits for identified requests; what goes later still early. */
    private static final Duration SOON = Duration.ofDays(31);

    private static final int EXPIRES_SOON = 20;
    private static final int EXPIRES = 30;

    public Connector(
            String controller,
            String system,
            int version,
            Mode mode,
            Map<String, String> titles,
            List<String> holding,
            String owner,
            String template,
            String backend,
            Map<String, String> parameters,
            Set<KeyKind> accepts,
            Limits limits,
            Map<Right, Service> rights,
            Map<String, String> purposes,
            List<String> legalBases,
            List<Map<String, String>> recipients,
            Map<String, ItemType> items,
            Map<KeyKind, List<KeyForm>> keyForms,
            boolean strict,
            String environment,
            Map<String, String> statement) {
        this(
                controller,
                system,
                version,
                mode,
                titles,
                holding,
                owner,
                template,
                backend,
                parameters,
                accepts,
                limits,
                rights,
                purposes,
                legalBases,
                recipients,
                items,
                keyForms,
                strict,
                environment,
                statement,
                null);
    }

    /** Whether it is only named: it cannot be searched by person, or its holder is a controller of its own. */
    public boolean isStatement() {
        return !statement.isEmpty();
    }

    /** Route id and queue. */
    public String queue() {
        return controller + "." + system;
    }

    /** A task for this system, under its limits. */
    public NewTask task(Action action, int wave) {
        return new NewTask(
                queue(),
                system,
                backend,
                action,
                wave,
                version,
                action != Action.LOOK_UP,
                // What a person corrects takes as long as it takes: the answer says that it is done.
                limits == null || action == Action.RECTIFY ? null : limits.replyWithin(),
                null,
                action == Action.QUERY ? priority() : null,
                Set.of());
    }

    private Integer priority() {
        if (expires == null) {
            return null;
        }
        return expires.compareTo(SOON) <= 0 ? EXPIRES_SOON : EXPIRES;
    }

    /** The title in that language, else in English. */
    public String title(String language) {
        return titles.getOrDefault(language, titles.get("en"));
    }

    public enum Mode {
        LIVE,
        /** says what it would erase and erases nothing */
        SHADOW
    }

    /** How a system serves a right. */
    public enum Service {
        QUERY,
        DELETE,
        ANONYMISE,
        FLAG,
        SUPPRESS,
        NOTIFY,
        MANUAL,
        NONE
    }

    /**
     * @param permits and {@code per} null where unlimited
     * @param replyWithin null for as long as it takes
     * @param opening when the system may be talked to
     * @param erasuresPerDay items within 24 hours; null for the hub's own limit
     */
    public record Limits(
            int concurrency,
            Integer permits,
            Duration per,
            Duration timeout,
            Duration replyWithin,
            OpeningHours opening,
            Integer erasuresPerDay) {
        public Limits(int concurrency, Integer permits, Duration per, Duration timeout, Duration replyWithin) {
            this(concurrency, permits, per, timeout, replyWithin, OpeningHours.of(null, List.of()), null);
        }
    }

    /**
     * One kind of record.
     *
     * @param ask key kind → the question in the template's own terms (SQL with {@code :?value}, path with {@code {value}})
     * @param commands action → the command in the template's own terms, addressing one {@code reference}
     * @param reference field that identifies the record in its system
     * @param subjectMatch key kind → field of the record to compare with the subject
     * @param dates event → field
     * @param matchDay event whose day a key must have been the subject's on, null where none
     * @param status field and what its values mean, null where the type has none
     * @param product field of the product code, null where none
     * @param links {@code claim}, {@code policy} → field that names it
     * @param flags flag → field whose truth sets it, or {@code "*"} for always
     * @param yields identifiers that key the next wave
     * @param fields in the order of the data book
     * @param retention id of a rule of the controller, null where no source gives one
     * @param media where the recording or document of a record lies, null where none
     * @param when tells this kind from others that come in the same reply, null where all records are of this kind
     * @param suppress right → key kind → the command that sets the right's flag for one {@code {value}} of that kind; a right
     *     that needs no identification only
     * @param anonymisation field → what its value becomes; fills {@code {fields}} of the command that anonymises
     * @param eraseOrder lower goes first; 0 where it does not matter
     * @param sentinels values by which the source says that a field is empty
     * @param onBehalfOf field that says for which controller the record is held, null where all are the controller's own
     * @param brand field that names the controller's brand, null where the source tells none
     * @param facts name → field: what conditions of retention rules ask
     */
    public record ItemType(
            String name,
            Map<String, String> titles,
            Map<KeyKind, String> ask,
            Map<Action, String> commands,
            String reference,
            Map<KeyKind, String> subjectMatch,
            Map<String, String> dates,
            String matchDay,
            Status status,
            String product,
            Map<String, String> links,
            Map<ItemFacts.Flag, String> flags,
            Map<KeyKind, Yield> yields,
            Map<String, Field> fields,
            ItemFacts.Provenance provenance,
            String retention,
            Media media,
            When when,
            Map<Right, Map<KeyKind, String>> suppress,
            Map<String, Anonymisation> anonymisation,
            int eraseOrder,
            Set<String> sentinels,
            String onBehalfOf,
            String brand,
            Map<String, String> facts) {

        public ItemType(
                String name,
                Map<String, String> titles,
                Map<KeyKind, String> ask,
                Map<Action, String> commands,
                String reference,
                Map<KeyKind, String> subjectMatch,
                Map<String, String> dates,
                String matchDay,
                Status status,
                String product,
                Map<String, String> links,
                Map<ItemFacts.Flag, String> flags,
                Map<KeyKind, Yield> yields,
                Map<String, Field> fields,
                ItemFacts.Provenance provenance,
                String retention,
                Media media) {
            this(
                    name,
                    titles,
                    ask,
                    commands,
                    reference,
                    subjectMatch,
                    dates,
                    matchDay,
                    status,
                    product,
                    links,
                    flags,
                    yields,
                    fields,
                    provenance,
                    retention,
                    media,
                    null,
                    Map.of(),
                    Map.of(),
                    0,
                    Set.of(),
                    null,
                    null,
                    Map.of());
        }

        /** {@code claim} or {@code policy} where a record is one itself: its link names it by its own reference. */
        public String constitutes() {
            return links.entrySet().stream()
                    .filter(link -> link.getValue().equals(reference))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** @param values of the field, as text, that a record of the kind has */
    public record When(String field, Set<String> values) {}

    /** @param open values that mean active, open, unpaid; {@code closed} likewise; any other is unknown */
    public record Status(String field, Set<String> open, Set<String> closed) {}

    /** @param from and {@code until}: fields of the period in which it was the subject's, null where the source has none */
    public record Yield(String field, String from, String until) {}

    /**
     * @param thirdParty about somebody else: blacked out where the item is redacted
     * @param codes value → language → text
     * @param type that every value has, null for any
     * @param optional whether a record may come without it
     * @param redaction how it is blacked out
     */
    public record Field(
            Map<String, String> titles,
            String category,
            boolean thirdParty,
            boolean special,
            Map<String, Map<String, String>> codes,
            FieldType type,
            boolean optional,
            Redaction redaction) {
        public Field(
                Map<String, String> titles,
                String category,
                boolean thirdParty,
                boolean special,
                Map<String, Map<String, String>> codes) {
            this(titles, category, thirdParty, special, codes, null, false, Redaction.MASK);
        }
    }

    /** What a field's values are. */
    public enum FieldType {
        TEXT,
        NUMBER,
        BOOLEAN,
        DATE
    }

    /** How a value about somebody else is kept from the data subject. */
    public enum Redaction {
        /** nothing of it is shown */
        MASK,
        /** the first letters of its words are shown */
        INITIALS
    }

    /**
     * @param field names the file; with {@code list} it says whether there are any
     * @param type media type
     * @param path where an API gives the file, null where it lies on a share
     * @param list where an API lists the files of a record, each with {@code id}, {@code name} and {@code contentType}; null
     *     where there is one a record
     * @param link JSON pointer of the file's address in the reply to {@code path}, null where that reply is the file
     */
    public record Media(String field, String type, String path, String list, String link) {
        public Media(String field, String type) {
            this(field, type, null, null, null);
        }
    }
}
