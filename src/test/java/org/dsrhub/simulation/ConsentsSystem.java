package org.dsrhub.simulation;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Marketing consents: {@code GET /consents?email=|phone=}, {@code POST /suppressions}, {@code DELETE /consents/{id}}. A
 * suppression withdraws what matches and stays, without a name, when the consent itself is erased. {@code POST
 * /reminder-stops} ends reminders of policies that are about to end, and touches no consent.
 */
public final class ConsentsSystem extends SimulatedHttpSystem {
    private final RecordStore consents = new RecordStore("consentId", "email", "phone");
    private final Set<String> suppressed = new ConcurrentSkipListSet<>();
    private final Set<String> unreminded = new ConcurrentSkipListSet<>();

    ConsentsSystem(String name, String token) {
        super(name, token);
    }

    void add(SyntheticPerson person) {
        for (SyntheticPerson.Consent consent : person.consents()) {
            consents.put(row(
                    "consentId", consent.id(),
                    "customerNumber", person.customerNumber(),
                    "name", person.name(),
                    "email", person.email(),
                    "phone", person.phone(),
                    "channel", consent.channel(),
                    "purpose", consent.purpose(),
                    "givenOn", consent.givenOn(),
                    "withdrawnOn", consent.withdrawnOn()));
        }
    }

    @Override
    public List<Map<String, Object>> records() {
        return consents.all();
    }

    /** Whether that mail address or phone number will get no marketing. */
    public boolean suppresses(String emailOrPhone) {
        return suppressed.contains(emailOrPhone);
    }

    /** Whether that mail address or phone number will get no renewal reminders. */
    public boolean stopsReminders(String emailOrPhone) {
        return unreminded.contains(emailOrPhone);
    }

    /** Mail addresses and phone numbers that get no marketing. */
    public Set<String> suppressions() {
        return Set.copyOf(suppressed);
    }

    @Override
    protected Reply answer(Call call) {
        if (call.method().equals("GET") && call.path().equals("/consents")) {
            String field = call.query().containsKey("email") ? "email" : "phone";
            String value = call.query().get(field);
            return value == null
                    ? Reply.error(400, "email or phone is required")
                    : Reply.ok(Map.of("data", find(consents, field, value)));
        }
        if (call.method().equals("POST") && call.path().equals("/suppressions")) {
            return suppress(
                    call.body().path("email").asText(null),
                    call.body().path("phone").asText(null));
        }
        if (call.method().equals("POST") && call.path().equals("/reminder-stops")) {
            return stopReminders(
                    call.body().path("email").asText(null),
                    call.body().path("phone").asText(null));
        }
        if (call.method().equals("DELETE") && call.path().startsWith("/consents/")) {
            return consents.remove(call.lastSegment()) ? Reply.noContent() : Reply.error(404, "no such consent");
        }
        return Reply.error(404, "no such resource");
    }

    private Reply stopReminders(String email, String phone) {
        if (email == null && phone == null) {
            return Reply.error(400, "email or phone is required");
        }
        unreminded.add(email == null ? phone : email);
        return Reply.noContent();
    }

    private Reply suppress(String email, String phone) {
        if (email == null && phone == null) {
            return Reply.error(400, "email or phone is required");
        }
        Map<String, Map<String, Object>> matching = new TreeMap<>();
        if (email != null) {
            suppressed.add(email);
            consents.find("email", email)
                    .forEach(row -> matching.put(row.get("consentId").toString(), row));
        }
        if (phone != null) {
            suppressed.add(phone);
            consents.find("phone", phone)
                    .forEach(row -> matching.put(row.get("consentId").toString(), row));
        }
        for (Map<String, Object> row : matching.values()) {
            if (row.get("withdrawnOn") == null) {
                Map<String, Object> withdrawn = new LinkedHashMap<>(row);
                withdrawn.put("withdrawnOn", LocalDate.now().toString());
                consents.replace(withdrawn);
            }
        }
        return Reply.ok(Map.of("suppressed", matching.size()));
    }
}
