package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/**
 * Finds the case that a mail goes on about: by a Message-ID that the hub sent, else by a case number in the subject. Whoever
 * writes gains nothing by it: their mail lies with the case for a caseworker to read, identifies nobody, and no answer goes
 * to their address.
 */
@Component
class Threads {
    static final String RECEIVED = "reply-received";
    static final String BY_MESSAGE = "message-id";
    private static final Pattern CASE_NUMBER = Pattern.compile("(?i)\\bDSR-\\d{4}-\\d{6,9}\\b");
    private static final int MOST_NUMBERS = 5;

    private final SentMails sent;
    private final Requests requests;
    private final MailArchive archive;

    Threads(SentMails sent, Requests requests, MailArchive archive) {
        this.sent = sent;
        this.requests = requests;
        this.archive = archive;
    }

    /**
     * @param how {@code message-id} or {@code case-number}; a number can be guessed
     * @param sameSender whether it names the address that the case's answer goes to; no proof, and false once that is forgotten
     */
    record Reply(RequestView request, String how, boolean sameSender) {
        String reason() {
            return sameSender
                    ? "mail-reply: the sender of the case has written again"
                    : "mail-reply: somebody has written about the case from an address that is not known to be the case's";
        }

        String remedy() {
            return sameSender
                    ? "read it at the case; it is no proof of who wrote"
                    : "read it at the case; it proves nothing about who wrote, and nothing of the case may be told to"
                            + " that address";
        }

        Map<String, Object> details(UUID blob, AuthenticationResults results, List<String> cases) {
            Map<String, Object> details = new LinkedHashMap<>(results.details());
            details.put("blob", blob.toString());
            details.put("by", how);
            details.put("sender", sameSender ? "same-address" : "other-address");
            if (!cases.isEmpty()) {
                details.put("opened", cases);
            }
            return details;
        }
    }

    /** A case whose content is shredded takes nothing more. */
    Optional<Reply> of(ReadMail mail, String controller) {
        Stream<Map.Entry<RequestView, String>> byId = mail.answers().stream()
                .flatMap(id -> sent.find(id).stream())
                .flatMap(found -> requests.find(found.requestId()).stream())
                .map(request -> Map.entry(request, BY_MESSAGE));
        Stream<Map.Entry<RequestView, String>> byNumber = numbers(mail.subject()).stream()
                .flatMap(number -> requests.findByCaseNumber(number).stream())
                .map(request -> Map.entry(request, "case-number"));
        return Stream.concat(byId, byNumber)
                .filter(found -> found.getKey().controller().equals(controller))
                .filter(found -> archive.takesMore(found.getKey().id()))
                .findFirst()
                .map(found -> new Reply(found.getKey(), found.getValue(), sameSender(mail, found.getKey())));
    }

    /** A mail of the hub itself that came back as it is, or one that says it is. */
    boolean own(ReadMail mail, DataController controller) {
        return mail.messageId() != null && sent.find(mail.messageId()).isPresent()
                || mail.address() != null
                        && Stream.concat(
                                        Stream.of(controller.delivery().mailFrom()),
                                        controller.mailboxes().stream().map(DataController.Mailbox::address))
                                .anyMatch(mail.address()::equalsIgnoreCase);
    }

    private boolean sameSender(ReadMail mail, RequestView request) {
        String address = archive.knowsSubject(request.id())
                ? requests.subject(request.id()).replyTo()
                : null;
        return address != null && address.equalsIgnoreCase(mail.address());
    }

    private static List<String> numbers(String subject) {
        List<String> numbers = new ArrayList<>();
        Matcher matcher = CASE_NUMBER.matcher(subject);
        while (matcher.find() && numbers.size() < MOST_NUMBERS) {
            numbers.add(matcher.group().toUpperCase(Locale.ROOT));
        }
        return numbers;
    }
}
