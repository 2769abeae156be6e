package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.request.RequestView;
import org.dsrhub.vault.Vault;
import org.springframework.transaction.support.TransactionTemplate;

/** What tests of the mail desk have in common: a sender whom nobody else is, and what is to be seen of their mails. */
abstract class AtMailDesk {
    static final String ACCESS = "Jeg vil gerne have indsigt i de oplysninger, I har om mig.";
    static final String WITHDRAWAL = "Jeg trækker mit samtykke til markedsføring tilbage.";
    static final String LARS = "721283-1403";

    final IntakeDesk desk = new IntakeDesk();
    final String sender = IntakeDesk.address();

    RequestView opened() {
        assertThat(desk.mail("tryg", sender, "Indsigt", ACCESS)).isEqualTo(MailIntake.Folder.DONE);
        assertThat(desk.cases("tryg", sender)).hasSize(1);
        return desk.cases("tryg", sender).get(0);
    }

    /** As the acknowledgement does. */
    String acknowledged(RequestView request) {
        SentMails sent = desk.get(SentMails.class);
        String id = sent.messageId(request.caseNumber() + ".acknowledgement", "tryg.example");
        UUID task = desk.requests.tasks(request.id()).stream()
                .filter(one -> one.queue().equals("acknowledgement"))
                .findFirst()
                .orElseThrow()
                .id();
        sent.note(request.id(), task, id, sender);
        return id;
    }

    long begun() {
        return desk.jdbc.queryForObject("select count(*) from mail_begun", Long.class);
    }

    List<Quarantine.Entry> entries(RequestView request) {
        return desk.entries(entry -> request.id().equals(entry.requestId()));
    }

    List<Quarantine.Entry> entriesWith(String words) {
        return desk.entries(entry -> entry.blobId() != null
                && new String(desk.blob(entry.blobId()), StandardCharsets.UTF_8).contains(words));
    }

    static byte[] bytes(RawMail mail) {
        return ((IntakeDesk.Raw) mail).bytes();
    }

    void shred(RequestView request, Vault.Key key) {
        desk.get(TransactionTemplate.class).executeWithoutResult(status -> desk.vault.shred(request.id(), key));
    }

    RawMail scan(String messageId, List<String> headers) {
        List<String> all = new java.util.ArrayList<>(headers);
        all.addAll(List.of(
                "From: " + sender,
                "Message-ID: " + messageId,
                "Content-Type: application/pdf",
                "Content-Disposition: attachment",
                "Content-Transfer-Encoding: base64"));
        return IntakeDesk.raw(all, "JVBERi0xLjcK");
    }
}
