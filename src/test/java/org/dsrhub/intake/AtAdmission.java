package org.dsrhub.intake;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;

/** Requests as channels hand them over, each of a sender whom nobody else is. */
abstract class AtAdmission {
    static final Set<Right> ACCESS = Set.of(Right.ACCESS);
    static final NewRequest.Evidence MOBILE_ID = new NewRequest.Evidence("L3", "mobile-id", "ref");
    static final Representative ADVOCATE =
            new Representative(Representative.Capacity.AUTHORISED, null, "advocate@mail.example");

    final IntakeDesk desk = new IntakeDesk();
    final Admission admission = desk.get(Admission.class);
    final String address = IntakeDesk.address();

    /** A request as a channel hands it over. */
    record Filed(
            String controller,
            Set<Right> rights,
            Channel channel,
            NewRequest.Evidence evidence,
            Subject subject,
            Instant receivedAt,
            String details,
            Representative representative,
            String reference) {

        NewRequest request() {
            return request("k/" + UUID.randomUUID());
        }

        NewRequest request(String key) {
            return new NewRequest(
                    controller,
                    null,
                    rights,
                    subject,
                    "et",
                    channel,
                    receivedAt,
                    NewRequest.Delivery.MAIL,
                    evidence,
                    key,
                    reference,
                    details,
                    representative);
        }

        Filed asking(Set<Right> other) {
            return new Filed(
                    controller, other, channel, evidence, subject, receivedAt, details, representative, reference);
        }

        Filed proven(Channel way, NewRequest.Evidence proof) {
            return new Filed(controller, rights, way, proof, subject, receivedAt, details, representative, reference);
        }

        Filed of(Subject other) {
            return new Filed(
                    controller, rights, channel, evidence, other, receivedAt, details, representative, reference);
        }

        Filed at(Instant moment) {
            return new Filed(
                    controller, rights, channel, evidence, subject, moment, details, representative, reference);
        }

        Filed saying(String words) {
            return new Filed(
                    controller, rights, channel, evidence, subject, receivedAt, words, representative, reference);
        }

        Filed by(Representative somebody) {
            return new Filed(controller, rights, channel, evidence, subject, receivedAt, details, somebody, reference);
        }

        Filed called(String name) {
            return new Filed(controller, rights, channel, evidence, subject, receivedAt, details, representative, name);
        }

        Filed with(String other) {
            return new Filed(other, rights, channel, evidence, subject, receivedAt, details, representative, reference);
        }
    }

    Filed filed(String controller, Channel channel, NewRequest.Evidence evidence) {
        return new Filed(controller, ACCESS, channel, evidence, subject(null), IntakeDesk.TODAY, null, null, null);
    }

    /** By mail to the Estonian controller, which wants a signature for everything. */
    Filed mail() {
        return filed("gjensidige-ee", Channel.MAIL, null);
    }

    Filed portal() {
        return filed("gjensidige-ee", Channel.PORTAL, MOBILE_ID);
    }

    Subject subject(String number, SubjectKey... further) {
        List<SubjectKey> keys = new java.util.ArrayList<>(List.of(SubjectKey.given(KeyKind.EMAIL, address)));
        keys.addAll(List.of(further));
        return new Subject("Liis Tamm", null, number == null ? null : new NationalId("EE", number), keys, address);
    }

    /** Numbers that no other test has: tests share one database. */
    static String number(int serial) {
        for (int check = 0; check < 10; check++) {
            String number = "3800108%03d%d".formatted(serial, check);
            if (new org.dsrhub.identity.NationalIds(true, java.time.InstantSource.system())
                    .validate(new NationalId("EE", number))
                    .usable()) {
                return number;
            }
        }
        throw new IllegalArgumentException();
    }

    List<Requests.Accepted> admit(Filed filed) {
        return admission.admit(filed.request(), true);
    }

    RequestView first(Filed filed) {
        return admit(filed).get(0).request();
    }

    RequestView now(RequestView view) {
        return desk.requests.find(view.id()).orElseThrow();
    }

    static SubjectKey key(KeyKind kind, String value) {
        return SubjectKey.given(kind, value);
    }
}
