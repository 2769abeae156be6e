package org.dsrhub.datacontroller;

import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Right;

/**
 * Who answers for the data: the content of {@code connectors/<id>/controller.yaml}.
 *
 * @param id folder name
 * @param name as letters call it
 * @param country ISO 3166-1 alpha-2: whose public holidays count, and the default region of phone numbers
 * @param zone calendar of legal dates
 * @param languages ISO 639-1, the default first
 * @param brands id → brand; one controller, so a request to one brand searches all
 * @param authorities every version of the supervisory authority's entry
 * @param amlObliged whether every letter carries the neutral paragraph about statutory secrecy
 * @param mailboxes that requests arrive at
 * @param numbers shapes of its own numbers, by which a letter's are known without a label: {@code #} is any digit, {@code ?}
 *     any letter, the rest as written
 * @param retention prepared for {@link org.dsrhub.decision.Decider}
 * @param payloadPeriod how long an answer and what it was made of stay readable after closing
 * @param evidencePeriod how long letters and decisions stay, null where nobody has set it: then they stay
 * @param quarantinePeriod how long a quarantined mail stays readable after a person has dealt with it
 * @param jointWith ids of controllers that keep a register together with this one (Art. 26)
 * @param branches the legal entity's other branches, id → legal name, whether or not this hub serves them: one case and one
 *     answer, in which each branch's items follow its own rules
 * @param erasing what a person has to see to before something is erased
 * @param processorFor id → on whose behalf it also acts; what is held for them they answer for (Art. 28)
 */
public record DataController(
        String id,
        String name,
        String legalName,
        String registrationNumber,
        String country,
        ZoneId zone,
        List<String> languages,
        Map<String, Brand> brands,
        List<String> address,
        Map<String, Contact> contacts,
        List<Authority> authorities,
        boolean amlObliged,
        Deadline deadline,
        Identification identification,
        Delivery delivery,
        List<Mailbox> mailboxes,
        Map<KeyKind, List<String>> numbers,
        Collection<RetentionRule> retention,
        Period payloadPeriod,
        Period evidencePeriod,
        Period quarantinePeriod,
        List<String> jointWith,
        Map<String, String> branches,
        Map<String, Engagement> processorFor,
        Erasing erasing) {

    /** Key of {@link #contacts} that every controller has. */
    public static final String DATA_PROTECTION_OFFICER = "data-protection-officer";

    public String defaultLanguage() {
        return languages.get(0);
    }

    /** The language asked for where letters exist in it, else the default. */
    public String languageFor(String wanted) {
        return languages.contains(wanted) ? wanted : defaultLanguage();
    }

    /** @param id may be null */
    public Optional<Brand> brand(String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(brands.get(id));
    }

    public Contact dataProtectionOfficer() {
        return contacts.get(DATA_PROTECTION_OFFICER);
    }

    /** The entry that is right on that day; before the first one, the first. */
    public Authority authority(LocalDate day) {
        Comparator<Authority> age = Comparator.comparing(
                authority -> authority.validFrom() == null ? LocalDate.MIN : authority.validFrom());
        return authorities.stream()
                .filter(authority -> authority.validFrom() == null || !day.isBefore(authority.validFrom()))
                .max(age)
                .orElseGet(() -> authorities.stream().min(age).orElseThrow());
    }

    /** The newest version of a rule that holds on that day: what a letter quotes need and source from. */
    public Optional<RetentionRule> rule(String id, LocalDate day) {
        return retention.stream()
                .filter(rule -> rule.id().equals(id) && rule.validOn(day))
                .max(Comparator.comparingInt(RetentionRule::version));
    }

    /** Whether a system names this controller, not one that it works for. */
    public boolean isItself(String principal) {
        String name = principal.strip();
        return name.equalsIgnoreCase(id) || name.equalsIgnoreCase(this.name) || name.equalsIgnoreCase(legalName);
    }

    /**
     * Another controller, on whose behalf this one processes.
     *
     * @param name as the letter names who answers
     * @param values by which systems name it
     * @param controller its folder where this hub serves it too, else null
     * @param forwardTo mail address that requests are forwarded to, null where {@code controller} is set
     * @param certificate PEM file of the certificate that such mails are encrypted to, relative to the hub's home
     */
    public record Engagement(
            String id, String name, List<String> values, String controller, String forwardTo, String certificate) {
        public boolean isNamed(String principal) {
            return values.stream().anyMatch(value -> value.equalsIgnoreCase(principal.strip()));
        }
    }

    /**
     * @param name its properties are {@code <controller>.mail.<name>.…}; null for an address of the mailbox without a name
     * @param brand whose requests arrive there, null for those of all
     */
    public record Mailbox(String address, String name, String brand) {}

    /**
     * @param letterhead lines printed at the top of a letter
     * @param values by which systems name it, beside its id and name
     */
    public record Brand(String id, String name, List<String> letterhead, List<String> values) {
        boolean isNamed(String value) {
            return value.equalsIgnoreCase(id)
                    || value.equalsIgnoreCase(name)
                    || values.stream().anyMatch(value::equalsIgnoreCase);
        }
    }

    /** The brand that a system's value names, {@link ItemFacts#UNKNOWN_BRAND} where none, null where the value is empty. */
    public String brandNamed(String value) {
        return value == null || value.isBlank()
                ? null
                : brands.values().stream()
                        .filter(brand -> brand.isNamed(value.strip()))
                        .map(Brand::id)
                        .findFirst()
                        .orElse(ItemFacts.UNKNOWN_BRAND);
    }

    /** @param approvalFrom from so many items on a person approves an erasure before anything goes, null where none has to */
    public record Erasing(Integer approvalFrom) {
        public static final Erasing STANDARD = new Erasing(null);

        public boolean needsApproval(int items) {
            return approvalFrom != null && items >= approvalFrom;
        }
    }

    /** @param roles ISO 639-1 → what a letter calls it, never a person's name; one text for all languages is under English */
    public record Contact(Map<String, String> roles, String mail, String phone) {
        /** In that language, else in English, else in any. */
        public String role(String language) {
            String role = roles.getOrDefault(language, roles.get("en"));
            return role == null ? roles.values().iterator().next() : role;
        }
    }

    /**
     * @param months of Art. 12(3)
     * @param extensionMonths further months of the one extension
     * @param promisedDays the controller's own, shorter promise, null where none; holidays do not lengthen it
     * @param warnDays so many days before the last day somebody is warned, the most days first
     * @param warned id of the contact that is warned
     * @param escalatedTo id of the contact that the last warning goes to as well
     */
    public record Deadline(
            int months,
            int extensionMonths,
            Integer promisedDays,
            List<Integer> warnDays,
            String warned,
            String escalatedTo) {
        public static final List<Integer> WARN_DAYS = List.of(10, 3);

        public Deadline {
            warnDays = warnDays.stream()
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }

        public Deadline(int months, int extensionMonths, Integer promisedDays) {
            this(months, extensionMonths, promisedDays, WARN_DAYS, DATA_PROTECTION_OFFICER, DATA_PROTECTION_OFFICER);
        }
    }

    /**
     * The identification ladder: {@code L0} none, {@code L1} reply loop to an address on file, {@code L2} two non-public
     * facts, {@code L3} portal e-ID, qualified signature, or identity document at the office.
     *
     * @param required level that rights need unless {@code byRight} says otherwise, never {@code L0}
     * @param methods what each channel offers; a method not named there counts as {@code L0} on that channel
     * @param register system that knows the address on file, null where a code cannot be sent there
     * @param facts kinds that count where facts are compared; what is public is none of them
     * @param ages from which children ask for themselves
     * @param deceased what holds for people who have died
     * @param employees accounts that alone see and handle requests of the controller's own employees, none where there are
     *     no such
     */
    public record Identification(
            String required,
            Map<Right, String> byRight,
            List<Method> methods,
            String register,
            Set<KeyKind> facts,
            Ages ages,
            Deceased deceased,
            Set<String> employees) {
        /** A code that was sent to the address on file comes back. */
        public static final String REPLY_LOOP = "reply-loop";

        /** Facts that only the subject and the controller know agree. */
        public static final String TWO_FACTS = "two-facts";

        private static final int FACTS = 2;
        private static final String LEAST = "L1";

        public Identification {
            boolean open = required.equals("L0") || byRight.containsValue("L0");
            if (open || byRight.keySet().stream().anyMatch(Right::needsNoIdentification)) {
                throw new IllegalArgumentException("only the three rights that need no identification go without it");
            }
        }

        public Identification(String required, Map<Right, String> byRight, List<Method> methods) {
            this(required, byRight, methods, null, Set.of(), Ages.NONE, Deceased.NOT_COVERED, Set.of());
        }

        public record Method(Channel channel, String method, String level) {}

        /**
         * @param own age from which a child may ask without a parent, 0 where none is set
         * @param majority age from which a parent is nobody without a power of attorney
         */
        public record Ages(int own, int majority) {
            public static final Ages NONE = new Ages(0, 18);
        }

        /**
         * @param desk contact that such a request is handed to, null where none is named
         * @param years after the death in which the law on personal data still holds for the deceased, 0 where it never does
         */
        public record Deceased(String desk, int years) {
            public static final Deceased NOT_COVERED = new Deceased(null, 0);

            public boolean covers(LocalDate diedOn, LocalDate today) {
                return diedOn != null && !diedOn.isAfter(today) && !today.isAfter(diedOn.plusYears(years)) && years > 0;
            }
        }

        /**
         * The level that an evidence reaches: never more than the controller gives its method on that channel, and nothing
         * where too few facts agree.
         *
         * @param evidence null where there is none
         */
        public String reached(Channel channel, NewRequest.Evidence evidence) {
            if (evidence == null
                    || evidence.level() == null
                    || !evidence.level().matches("L[0-3]")) {
                return "L0";
            }
            if (TWO_FACTS.equals(evidence.method()) && !enough(evidence.facts())) {
                return "L0";
            }
            String offered = level(channel, evidence.method());
            return evidence.level().compareTo(offered) < 0 ? evidence.level() : offered;
        }

        /** The evidence with the level that it {@link #reached}. */
        public NewRequest.Evidence counted(Channel channel, NewRequest.Evidence evidence) {
            return new NewRequest.Evidence(
                    reached(channel, evidence), evidence.method(), evidence.reference(), evidence.facts());
        }

        /** Whether these are two facts that are not public. */
        public boolean enough(Set<KeyKind> agreeing) {
            return agreeing.stream().filter(facts::contains).count() >= FACTS;
        }

        /** Whether that channel offers the method at a level that suffices for all the rights. */
        public boolean offers(Channel channel, String method, Set<Right> rights) {
            return rights.stream().allMatch(right -> suffices(right, level(channel, method)));
        }

        /** The level that a method reaches on a channel, {@code L0} where the controller does not accept it. */
        public String level(Channel channel, String method) {
            return methods.stream()
                    .filter(offer ->
                            offer.channel() == channel && offer.method().equals(method))
                    .map(Method::level)
                    .findFirst()
                    .orElse("L0");
        }

        public String required(Right right) {
            if (right.needsNoIdentification()) {
                return "L0";
            }
            String level = byRight.getOrDefault(right, required);
            return level.compareTo(LEAST) < 0 ? LEAST : level;
        }

        /** @param level {@code L0} to {@code L3}; null counts as {@code L0} */
        public boolean suffices(Right right, String level) {
            return (level == null ? "L0" : level).compareTo(required(right)) >= 0;
        }
    }

    /**
     * @param standard where the request does not say
     * @param mailFrom sender of answers and acknowledgements
     * @param dropFolder where packages for the portal are laid, relative to the hub's home unless absolute
     */
    public record Delivery(
            NewRequest.Delivery standard, List<NewRequest.Delivery> allowed, String mailFrom, String dropFolder) {
        /** The wanted way where the controller allows it, else the standard one. */
        public NewRequest.Delivery choose(NewRequest.Delivery wanted) {
            return wanted != null && allowed.contains(wanted) ? wanted : standard;
        }
    }
}
