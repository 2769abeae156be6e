package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dsrhub.decision.ItemFacts.Status;

/**
 * What decisions about one subject have in common: the controller's rules, the day, and what each of the subject's items
 * tells about the others. Filled once, then only read; not for several threads at a time.
 *
 * <p>Only what rules ask for is kept of each item, so that a million of them take little room.
 */
public final class CaseFile {
    private static final char OF = '.';
    private static final LocalDate UNUSABLE = LocalDate.MAX;
    private static final String SUBJECT = "subject";
    /** Any policy of the subject. */
    private static final String CONTRACT = "contract";

    /** Product of a policy that has another in each of two registers. */
    static final String TWO = "";

    private final RuleBook rules;
    private final LocalDate today;
    private final Set<String> events;
    private final Map<String, List<ItemFacts>> claims = new HashMap<>();
    private final Map<String, LocalDate> latest = new HashMap<>();
    private final Set<String> toCome = new HashSet<>();
    private final Map<String, String> products = new HashMap<>();
    private Sure openContract = Sure.NO;
    private LocalDate born;
    private final Set<String> unseen = new HashSet<>();

    private CaseFile(RuleBook rules, LocalDate today) {
        this.rules = rules;
        this.today = today;
        this.events = rules.eventsOfOthers();
    }

    /**
     * A file with no item in it yet.
     *
     * @param rules all versions of the controller's rules
     * @param today in the calendar of the controller's country
     */
    public static CaseFile of(Collection<RetentionRule> rules, LocalDate today) {
        return new CaseFile(RuleBook.of(rules), today);
    }

    /** Whether any rule asks for it: else nothing has to be {@linkplain #add added}. */
    public boolean looksAtOthers() {
        return rules.looksAtOthers();
    }

    /** The subject's birth date where it is known. */
    public CaseFile born(LocalDate day) {
        born = day;
        return this;
    }

    /**
     * A system that holds such items has not told: there may be one that nobody has seen.
     *
     * @param constitutes {@link ItemFacts#CLAIM} or {@link ItemFacts#POLICY}
     */
    public CaseFile unseen(String constitutes) {
        unseen.add(constitutes);
        return this;
    }

    /** Each matched item of the subject, in any order. */
    public void add(ItemFacts item) {
        if (!looksAtOthers()) {
            return;
        }
        String constitutes = item.constitutes();
        if (ItemFacts.CLAIM.equals(constitutes)) {
            claims.computeIfAbsent("", any -> new ArrayList<>()).add(item);
            for (String kind : List.of(ItemFacts.CLAIM, ItemFacts.POLICY)) {
                String key = key(kind, item);
                if (key != null) {
                    claims.computeIfAbsent(key, any -> new ArrayList<>()).add(item);
                }
            }
        }
        if (ItemFacts.POLICY.equals(constitutes)) {
            openContract = openContract.or(open(item));
            String policy = key(ItemFacts.POLICY, item);
            if (policy != null && item.product() != null) {
                products.merge(policy, item.product(), (one, other) -> one.equals(other) ? one : TWO);
            }
        }
        for (String event : events) {
            String scope = event.substring(0, event.indexOf(OF));
            String written = item.dates().get(event.substring(scope.length() + 1));
            String key = scope.equals(CONTRACT) && !ItemFacts.POLICY.equals(constitutes) ? null : key(scope, item);
            if (written != null && key != null) {
                LocalDate day = RetentionDates.usable(written, today);
                boolean running = day == null && item.status() == Status.OPEN && RetentionDates.future(written, today);
                if (running && !RetentionDates.endless(written)) {
                    toCome.add(event + " " + key);
                } else if (!running) {
                    latest.merge(
                            event + " " + key,
                            day == null ? UNUSABLE : day,
                            (one, other) -> one.isBefore(other) ? other : one);
                }
            }
        }
    }

    private static Sure open(ItemFacts item) {
        return item.status() == Status.UNKNOWN ? Sure.UNSURE : Sure.of(item.status() == Status.OPEN);
    }

    private static String key(String scope, ItemFacts item) {
        if (scope.equals(SUBJECT) || scope.equals(CONTRACT)) {
            return "";
        }
        String hash = item.references().get(scope);
        return hash == null ? null : scope + " " + hash;
    }

    /** As told by {@link #born}. */
    public Optional<LocalDate> birthDate() {
        return Optional.ofNullable(born);
    }

    /** As told by {@link #unseen(String)}. */
    public Set<String> unseen() {
        return Set.copyOf(unseen);
    }

    RuleBook rules() {
        return rules;
    }

    LocalDate today() {
        return today;
    }

    /** Null where it is not known. */
    LocalDate born() {
        return born;
    }

    /** Whether some item told a day of that event, named as rules name it, and none that nobody has seen may tell a later one. */
    Sure told(String event, ItemFacts item) {
        LocalDate day = day(event, item);
        String scope = event.substring(0, event.indexOf(OF));
        boolean unsure = UNUSABLE.equals(day) || unseen.contains(scope.equals(CONTRACT) ? ItemFacts.POLICY : scope);
        return unsure ? Sure.UNSURE : Sure.of(day != null);
    }

    /** Whether something that runs has a day of that event which is still to come: what was told so far is not the last. */
    boolean isToCome(String event, ItemFacts item) {
        int scope = event.indexOf(OF);
        String key = scope < 0 ? null : key(event.substring(0, scope), item);
        return key != null && toCome.contains(event + " " + key);
    }

    /** The day of what was {@linkplain #told told}. */
    LocalDate day(String event, ItemFacts item) {
        String key = key(event.substring(0, event.indexOf(OF)), item);
        return key == null ? null : latest.get(event + " " + key);
    }

    /** The item's own product, else its policy's; null where neither tells, {@link #TWO} where two registers differ. */
    String product(ItemFacts item) {
        return item.product() != null ? item.product() : products.get(key(ItemFacts.POLICY, item));
    }

    Sure openContract() {
        return sure(openContract, ItemFacts.POLICY);
    }

    Sure openClaim(ItemFacts item) {
        List<ItemFacts> of = claims(item);
        Sure any = of.isEmpty() && namesAClaim(item) ? Sure.UNSURE : Sure.NO;
        for (ItemFacts claim : of) {
            any = any.or(open(claim));
        }
        return sure(any, ItemFacts.CLAIM);
    }

    /** There may be a claim that is none of the claims here. */
    boolean missesItsClaim(ItemFacts item) {
        return unseen.contains(ItemFacts.CLAIM)
                || namesAClaim(item) && claims(item).isEmpty();
    }

    private Sure sure(Sure known, String constitutes) {
        return known == Sure.NO && unseen.contains(constitutes) ? Sure.UNSURE : known;
    }

    private static boolean namesAClaim(ItemFacts item) {
        return !ItemFacts.CLAIM.equals(item.constitutes()) && item.references().containsKey(ItemFacts.CLAIM);
    }

    /** The other claims on what the item belongs to: its claim, else its policy, else all of the subject. */
    List<ItemFacts> claims(ItemFacts item) {
        String key = namesAClaim(item) ? key(ItemFacts.CLAIM, item) : key(ItemFacts.POLICY, item);
        List<ItemFacts> all = claims.getOrDefault(key == null ? "" : key, List.of());
        return ItemFacts.CLAIM.equals(item.constitutes())
                ? all.stream().filter(claim -> !claim.equals(item)).toList()
                : all;
    }
}
