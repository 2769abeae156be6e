package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.support.SigningAuthority;
import org.junit.jupiter.api.Test;

/** What is missing is asked for once, and nobody hears anything about anybody. */
class IdentificationTest extends IdentifyingHub {
    private MailIntake.Folder signed(String from, String text, byte[] container) {
        return intake.take(
                MailboxHub.Bytes.of(
                        "From: " + from,
                        "Subject: Taotlus",
                        "Message-ID: <" + UUID.randomUUID() + "@mail.example>",
                        "Content-Type: multipart/mixed; boundary=B",
                        "",
                        "--B",
                        "Content-Type: text/plain; charset=utf-8",
                        "",
                        text,
                        "--B",
                        "Content-Type: application/vnd.etsi.asic-e+zip; name=taotlus.asice",
                        "Content-Transfer-Encoding: base64",
                        "",
                        Base64.getMimeEncoder().encodeToString(container),
                        "--B--"),
                "gjensidige-ee");
    }

    private static byte[] broken(byte[] container) throws IOException {
        var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(container));
        var bytes = new java.io.ByteArrayOutputStream();
        try (var out = new java.util.zip.ZipOutputStream(bytes)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().equals("taotlus.txt")) {
                    content[0] ^= 1;
                }
                var copy = new java.util.zip.ZipEntry(entry.getName());
                if (entry.getName().equals("mimetype")) {
                    copy.setMethod(java.util.zip.ZipEntry.STORED);
                    copy.setSize(content.length);
                    var crc = new java.util.zip.CRC32();
                    crc.update(content);
                    copy.setCrc(crc.getValue());
                }
                out.putNextEntry(copy);
                out.write(content);
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void by_mail_the_estonian_controller_takes_signed_requests_and_says_so_once() throws Exception {
        String address = "unsigned@mail.example";
        mail("gjensidige-ee", address, "Taotlus", "Soovin tutvuda oma andmetega. Lisatud on skaneeritud taotlus.");

        String first = letter(address, 1);
        assertThat(to(address).get(0).getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(first)
                .contains("digitaalselt allkirjastatuna", "skaneeritud koopiaid me vastu ei võta")
                .contains("Meie portaalis: internetipank, Mobiil-ID, ID-kaart, Smart-ID", "Meie kontoris")
                .contains("ei ütle midagi selle kohta");
        RequestView view = caseOf("gjensidige-ee", address);
        assertThat(detail(view.id().toString()).path("waiting")).singleElement().satisfies(wait -> {
            assertThat(wait.path("who").asText()).isEqualTo("REQUESTER");
            assertThat(wait.path("why").asText()).isEqualTo("SIGNATURE");
            assertThat(wait.has("from")).isTrue();
            assertThat(wait.has("until")).isFalse();
        });

        mail("gjensidige-ee", address, "Taotlus", "Soovin tutvuda oma andmetega. Ootan ikka veel.");
        assertThat(letter(address, 2)).contains("Ootame endiselt seda").doesNotContain("Mobiil-ID");
        assertThat(caseOf("gjensidige-ee", address).dueOn())
                .as("waiting moves no last day")
                .isEqualTo(view.dueOn());
        assertThat(asked(view.id())).isZero();
    }

    @Test
    void input4_and_5_a_broken_signature_is_refused_politely_and_somebody_elses_is_asked_for_a_mandate()
            throws Exception {
        SigningAuthority authority = new SigningAuthority(null);
        authority.trustIn(TRUST);
        byte[] container = authority.container(
                "T",
                Map.of("taotlus.txt", "Tere! Soovin tutvuda oma andmetega."),
                authority.issue(new SigningAuthority.Profile()));
        byte[] broken = broken(container);

        signed("broken.signature@mail.example", "Tere! Soovin tutvuda oma andmetega. Isikukood 60001019906.", broken);
        signed("lawyer.of.input4@mail.example", "Soovin tutvuda oma andmetega. Isikukood on 38001085718.", container);
        signed("stranger.of.input4@mail.example", "Soovin tutvuda oma andmetega. Isikukood on 69702140012.", container);

        assertThat(letter("broken.signature@mail.example", 1))
                .contains("digiallkirja ei õnnestunud kinnitada", "Meie portaalis", "Meie kontoris", "Posti teel");
        RequestView refused = caseOf("gjensidige-ee", "broken.signature@mail.example");
        assertThat(refused.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(refused.id()))
                .filteredOn(entry -> entry.event().equals("mail-taken"))
                .as("the container is evidence, to the byte")
                .singleElement()
                .satisfies(entry -> assertThat(blob(entry.details().get("blob").toString()))
                        .contains(Base64.getMimeEncoder().encodeToString(broken)));

        String lawyer = letter("lawyer.of.input4@mail.example", 1);
        assertThat(lawyer).contains("volikiri", "ei ütle midagi selle kohta");
        assertThat(neutral(letter("stranger.of.input4@mail.example", 1)))
                .as("the same whomever it names")
                .isEqualTo(neutral(lawyer));
        RequestView view = caseOf("gjensidige-ee", "lawyer.of.input4@mail.example");
        assertThat(detail(view.id().toString())
                        .path("waiting")
                        .get(0)
                        .path("why")
                        .asText())
                .isEqualTo("MANDATE");
        assertThat(asked(view.id())).isZero();
    }

    @Test
    void input11_for_a_neighbour_nothing_is_asked_and_nothing_confirmed() {
        MailIntake.Folder nosy = mail(
                "tryg",
                "nosy@mail.example",
                "Indsigt",
                "Jeg anmoder om indsigt i de oplysninger, I har om min nabo Lars Nørgaard, CPR " + LARS + ".");
        MailIntake.Folder proxy = mail(
                "tryg",
                "proxy@mail.example",
                "Access",
                "On behalf of my neighbour I request access to all personal data. CPR " + LARS + ".");

        assertThat(nosy).as("a case that says whom it asks about").isEqualTo(MailIntake.Folder.DONE);
        RequestView view = caseOf("tryg", "nosy@mail.example");
        assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(asked(view.id())).isZero();
        assertThat(letter("nosy@mail.example", 1)).doesNotContain("Lars", ON_FILE);

        assertThat(proxy).as("for a person: on behalf of whom?").isEqualTo(MailIntake.Folder.CLARIFICATION);
        assertThat(requests.list("tryg", null, null, null, 0, 200))
                .noneMatch(one ->
                        "proxy@mail.example".equals(requests.subject(one.id()).replyTo()));
        assertThat(to("proxy@mail.example")).isEmpty();
        List<UUID> waiting = jdbc.queryForList(
                "select blob_id from quarantine where reason like 'mail-unclear%' and resolved_at is null", UUID.class);
        assertThat(waiting)
                .anySatisfy(entry -> assertThat(blob(entry.toString())).contains("proxy@mail.example"));
    }

    private String blob(String id) throws IOException {
        try (InputStream in = vault.read(UUID.fromString(id))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void input4_a_signature_without_a_timestamp_is_for_a_clerk_to_judge() throws Exception {
        SigningAuthority authority = new SigningAuthority(null);
        authority.trustIn(TRUST);
        byte[] untimed = authority.container(
                "B",
                Map.of("taotlus.txt", "Tere! Soovin tutvuda oma andmetega."),
                authority.issue(new SigningAuthority.Profile()));

        signed("untimed@mail.example", "Soovin tutvuda oma andmetega. Isikukood on 60001019906.", untimed);

        RequestView view = caseOf("gjensidige-ee", "untimed@mail.example");
        assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(detail(view.id().toString()).path("waiting")).singleElement().satisfies(wait -> {
            assertThat(wait.path("why").asText()).isEqualTo("SIGNATURE_CHECK");
            assertThat(wait.path("who").asText()).isEqualTo("CASEWORKER");
        });
    }
}
