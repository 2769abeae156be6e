package org.dsrhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.springframework.stereotype.Component;

/** Turns the body of {@code POST /requests} into a {@link NewRequest}, or into the list of everything wrong with it. */
@Component
class RequestReader {
    private static final Set<Right> NEED_DETAILS =
            Set.of(Right.RECTIFICATION, Right.OBJECTION, Right.OTHER_CONSENT_WITHDRAWAL, Right.HUMAN_REVIEW);
    /** Clocks of two machines differ; so far ahead is still now, so far back is still no backdating. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final Set<String> ISO_LANGUAGES = Set.of(Locale.getISOLanguages());
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Instant EARLIEST = Instant.parse("2018-05-24T00:00:00Z");

    private final DataControllers controllers;
    private final LegalClock clock;
    private final SubjectReader subjects;

    RequestReader(DataControllers controllers, LegalClock clock, SubjectReader subjects) {
        this.controllers = controllers;
        this.subjects = subjects;
        this.clock = clock;
    }

    /**
     * @param backdatingReason in the caseworker's words, null where the request is not backdated
     * @param employee whether the subject works for the controller
     */
    record Read(NewRequest request, String backdatingReason, boolean employee) {}

    /** @throws InvalidRequest naming every mistake */
    Read read(JsonNode body, Caller caller, String deduplicationKey) {
        JsonFields fields = JsonFields.of(body);
        DataController controller = controller(fields, caller);
        String brand = brand(fields, controller);
        Set<Right> rights = fields.someOf(Right.class, "rights");
        if (rights.isEmpty()) {
            fields.fail("rights", "must name at least one of " + names(Right.values()));
        }
        Subject subject = null;
        JsonFields person = fields.requiredObject("subject");
        if (person != null) {
            subject = subjects.read(person);
        }
        Representative representative = RepresentativeReader.representative(fields, "representative");
        if (representative != null && subject != null) {
            subject = new Subject(
                    subject.name(), subject.birthDate(), subject.nationalId(), subject.keys(), representative.mail());
        }
        String language = language(fields, controller);
        Channel channel = channel(fields, caller);
        Instant now = clock.instant();
        Instant receivedAt = receipt(fields, controller);
        String reason = fields.text("receivedAtReason", 2000);
        checkReceipt(fields, caller, earliestNow(now, controller, receivedAt), now, receivedAt, reason);
        String details = fields.text("details", 10_000);
        if (details == null && rights.stream().anyMatch(NEED_DETAILS::contains)) {
            fields.fail("details", "is missing: say what to rectify, object to or review");
        }
        NewRequest.Delivery delivery = delivery(fields, controller, subject);
        NewRequest.Evidence evidence = evidence(fields, controller, channel);
        String externalReference = fields.text("externalReference", 200);
        boolean employee = employee(fields, controller);
        fields.verify();
        NewRequest request = new NewRequest(
                controller.id(),
                brand,
                rights,
                subject,
                language,
                channel,
                receivedAt == null || receivedAt.isAfter(now) ? now : receivedAt,
                delivery,
                evidence,
                deduplicationKey,
                externalReference,
                details,
                representative);
        return new Read(
                request,
                receivedAt != null && receivedAt.isBefore(earliestNow(now, controller, receivedAt)) ? reason : null,
                employee);
    }

    private DataController controller(JsonFields fields, Caller caller) {
        String id = fields.requiredText("controller", 100);
        if (id == null) {
            return null;
        }
        return controllers.all().stream()
                .filter(controller -> controller.id().equals(id) && caller.mayUse(id))
                .findFirst()
                .orElseGet(() -> {
                    fields.fail(
                            "controller",
                            "unknown; known to this account: "
                                    + controllers.all().stream()
                                            .map(DataController::id)
                                            .filter(caller::mayUse)
                                            .collect(Collectors.joining(", ")));
                    return null;
                });
    }

    /** Where nobody is named to handle such a request nobody would see it. */
    private static boolean employee(JsonFields fields, DataController controller) {
        boolean employee = fields.flag("employee");
        if (employee
                && controller != null
                && controller.identification().employees().isEmpty()) {
            fields.fail(
                    "employee", "nobody is named for it: set identification/employees/handled-by of this controller");
        }
        return employee;
    }

    private static String brand(JsonFields fields, DataController controller) {
        String brand = fields.text("brand", 100);
        if (brand != null && controller != null && controller.brand(brand).isEmpty()) {
            fields.fail(
                    "brand",
                    "unknown; brands of this controller: "
                            + controller.brands().keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return brand;
    }

    private static String language(JsonFields fields, DataController controller) {
        String language = fields.text("language", 10);
        if (controller == null) {
            return language;
        }
        if (language == null) {
            return controller.defaultLanguage();
        }
        if (!ISO_LANGUAGES.contains(language)) {
            fields.fail(
                    "language",
                    "must be a code of ISO 639-1; letters are in one of " + String.join(", ", controller.languages())
                            + ", for any other language in " + controller.defaultLanguage() + " and en");
        }
        return language;
    }

    private static Channel channel(JsonFields fields, Caller caller) {
        Channel channel = fields.oneOf(Channel.class, "channel");
        if (channel == null || channel == Channel.PORTAL) {
            return Channel.PORTAL;
        }
        if (!caller.mayFileForOthers()) {
            fields.fail("channel", "this account may file through PORTAL only");
        }
        return channel;
    }

    /** A point in time, or the day of a letter: a day in the controller's calendar, from which the month counts. */
    private static Instant receipt(JsonFields fields, DataController controller) {
        String field = "receivedAt";
        if (!DAY.matcher(fields.value(field).asText("")).matches()) {
            return fields.instant(field);
        }
        LocalDate day = fields.date(field);
        return day == null || controller == null
                ? null
                : day.atStartOfDay(controller.zone()).toInstant();
    }

    /** From when on a receipt is no backdating: a letter of today is entered today. */
    private static Instant earliestNow(Instant now, DataController controller, Instant receivedAt) {
        Instant justNow = now.minus(SKEW);
        if (controller == null || receivedAt == null) {
            return justNow;
        }
        Instant today = now.atZone(controller.zone())
                .toLocalDate()
                .atStartOfDay(controller.zone())
                .toInstant();
        return receivedAt.equals(today) ? today : justNow;
    }

    private static void checkReceipt(
            JsonFields fields, Caller caller, Instant earliestNow, Instant now, Instant receivedAt, String reason) {
        if (receivedAt == null) {
            return;
        }
        if (receivedAt.isAfter(now.plus(SKEW))) {
            fields.fail("receivedAt", "lies in the future");
        } else if (receivedAt.isBefore(EARLIEST)) {
            fields.fail("receivedAt", "lies before the GDPR applied");
        } else if (receivedAt.isBefore(earliestNow)) {
            if (!caller.mayFileForOthers()) {
                fields.fail("receivedAt", "this account may not backdate a receipt");
            } else if (reason == null) {
                fields.fail("receivedAtReason", "is missing: say why the receipt lies in the past");
            }
        }
    }

    private static NewRequest.Delivery delivery(JsonFields fields, DataController controller, Subject subject) {
        NewRequest.Delivery wanted = null;
        JsonFields delivery = fields.object("delivery");
        if (delivery != null) {
            wanted = delivery.oneOf(NewRequest.Delivery.class, "channel");
            delivery.rejectUnknown();
            if (wanted != null
                    && controller != null
                    && !controller.delivery().allowed().contains(wanted)) {
                delivery.fail(
                        "channel",
                        "this controller delivers by "
                                + names(controller.delivery().allowed().toArray()));
            }
        }
        if (controller == null) {
            return wanted;
        }
        NewRequest.Delivery chosen = controller.delivery().choose(wanted);
        if (chosen == NewRequest.Delivery.MAIL
                && subject != null
                && subject.answerAddress().isEmpty()) {
            if (wanted == null && controller.delivery().allowed().contains(NewRequest.Delivery.FILE)) {
                return NewRequest.Delivery.FILE;
            }
            fields.fail("delivery", "by MAIL needs an address under subject/emails");
        }
        return chosen;
    }

    /** A portal may claim a level only where the controller accepts its method, and never a higher one than that gives. */
    private static NewRequest.Evidence evidence(JsonFields fields, DataController controller, Channel channel) {
        JsonFields evidence = fields.object("evidence");
        return evidence == null ? null : EvidenceReader.read(evidence, controller, channel);
    }

    private static String names(Object[] values) {
        List<String> names = new ArrayList<>();
        for (Object value : values) {
            names.add(value.toString());
        }
        return String.join(", ", names);
    }
}
