package org.dsrhub.connector;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.Connector.Yield;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/** Stage {@code collection}: learns from the items found which further identifiers are the subject's, and since when. */
@Component("collection")
public class Collection {
    private static final int MOST_KEYS = 10_000;

    private final Connectors connectors;
    private final DataControllers controllers;
    private final Requests requests;
    private final Items items;
    private final Normaliser normaliser;

    Collection(
            Connectors connectors, DataControllers controllers, Requests requests, Items items, Normaliser normaliser) {
        this.connectors = connectors;
        this.controllers = controllers;
        this.requests = requests;
        this.items = items;
        this.normaliser = normaliser;
    }

    public Completion collect(Lease lease) {
        DataController controller = controllers.get(lease.controller());
        Subject subject = requests.subject(lease.requestId());
        int wave = Waves.next(requests.tasks(lease.requestId()));
        Learnt learnt = new Learnt(subject, controller, wave);
        items.read(lease.requestId(), item -> learn(lease.controller(), item, learnt));
        if (!learnt.keys.isEmpty()) {
            List<SubjectKey> keys = new ArrayList<>(subject.keys());
            keys.addAll(learnt.keys);
            requests.updateSubject(
                    lease.requestId(),
                    new Subject(subject.name(), subject.birthDate(), subject.nationalId(), keys, subject.replyTo()));
        }
        return Completion.then(Next.stage(RequestState.COLLECTING, "fan-out"));
    }

    private void learn(String controller, Item item, Learnt learnt) {
        ItemType type = connectors.get(controller, item.system()).items().get(item.type());
        if (type != null) {
            type.yields().forEach((kind, yield) -> learnt.add(kind, yield, item));
        }
    }

    /** What the items say beyond what is known of the subject. */
    private final class Learnt {
        private final DataController controller;
        private final int wave;
        private final Set<String> known = new HashSet<>();
        private final List<SubjectKey> keys = new ArrayList<>();

        Learnt(Subject subject, DataController controller, int wave) {
            this.controller = controller;
            this.wave = wave;
            subject.allKeys().forEach(key -> known.add(form(key)));
        }

        void add(KeyKind kind, Yield yield, Item item) {
            Map<String, Object> record = item.record();
            String value = Records.text(record.get(yield.field()));
            if (value == null || value.isBlank() || keys.size() == MOST_KEYS) {
                return;
            }
            SubjectKey key = new SubjectKey(
                    kind,
                    value.strip(),
                    kind == KeyKind.NATIONAL_ID ? controller.country() : null,
                    day(record, yield.from()),
                    day(record, yield.until()),
                    item.system(),
                    wave);
            if (known.add(form(key))) {
                keys.add(key);
            }
        }

        private LocalDate day(Map<String, Object> record, String field) {
            ZoneId zone = controller.zone();
            String date = field == null ? null : Records.date(record.get(field), zone);
            try {
                return date == null ? null : LocalDate.parse(date);
            } catch (DateTimeException e) {
                return null;
            }
        }

        /** What a key proves depends on who said it and for when, so a key learnt from a system is one of its own. */
        private String form(SubjectKey key) {
            String value = normaliser
                    .comparable(key.kind(), key.value(), controller.country())
                    .orElse(key.value());
            boolean claimed = "request".equals(key.source());
            return key.kind() + " " + value + (claimed ? " claimed" : " " + key.from() + " " + key.until());
        }
    }
}
