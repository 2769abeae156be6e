package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A code that went to the address on file, and facts that agree. */
class ReplyLoopTest extends IdentifyingHub {
    @Autowired
    SentMails sent;

    private static String otherConsent(String number, String mail) {
        return """
                {"controller": "tryg", "rights": ["OTHER_CONSENT_WITHDRAWAL"], "channel": "MAIL", "language": "en",
                 "details": "%s",
                 "subject": {"nationalId": {"country": "DK", "value": "%s"}, "emails": ["%s"]}}
                """.formatted(LEAVE, number, mail);
    }

    private String codeFor(JsonNode filed) {
        String number = filed.path("caseNumber").asText();
        await().atMost(PATIENCE)
                .until(() -> to(ON_FILE).stream().anyMatch(mail -> subject(mail).contains(number)));
        String text = to(ON_FILE).stream()
                .filter(mail -> subject(mail).contains(number))
                .map(mail -> {
                    try {
                        return mail.getContent().toString();
                    } catch (IOException | MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .findFirst()
                .orElseThrow();
        Matcher code = Pattern.compile("[2-9A-Z]{5}-[2-9A-Z]{5}").matcher(text);
        assertThat(code.find()).isTrue();
        return code.group();
    }

    /** What the portal and the requester can see once all is done. */
    private String letterAndTasks(String number, String address) {
        JsonNode filed = file("caseworker", otherConsent(number, address));
        String id = filed.path("id").asText();
        String letter = neutral(letter(address, 1));
        await().atMost(PATIENCE)
                .until(() -> requests.tasks(UUID.fromString(id)).stream()
                                .filter(task -> task.state().settled())
                                .count()
                        == 3);
        JsonNode seen = hub.get("portal", "/api/v1/requests/" + id).json();
        StringBuilder all = new StringBuilder(letter);
        Stream.of("systems", "stages")
                .forEach(list -> seen.path(list)
                        .forEach(entry -> all.append('\n')
                                .append(entry.path("system"))
                                .append(entry.path("state"))
                                .append(entry.path("items"))
                                .append(entry.path("keysUsed"))
                                .append(entry.path("reason"))));
        // Which of two that run at once ends first says nothing, and another open request is not the register's.
        StreamSupport.stream(seen.path("history").spliterator(), false)
                .map(entry -> entry.path("event").asText())
                .filter(event -> !event.equals("possible-duplicate"))
                .sorted()
                .forEach(event -> all.append('\n').append(event));
        return all.toString();
    }

    @Test
    void another_consent_waits_for_a_code_that_went_to_the_address_on_file() {
        JsonNode filed = file("caseworker", otherConsent(LARS, "lars.now@mail.example"));
        assertThat(filed.path("state").asText()).isEqualTo("IDENTIFICATION");
        String code = codeFor(filed);
        UUID id = UUID.fromString(filed.path("id").asText());
        assertThat(jdbc.queryForList("select hash from reply_code where request_id = ?", byte[].class, id))
                .as("no code is kept")
                .allSatisfy(hash -> assertThat(new String(hash, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain(code));

        MailIntake.Folder folder = mail(
                "tryg",
                "lars.now@mail.example",
                "Re: Your code [" + filed.path("caseNumber").asText() + "]",
                "Here it is: " + code.toLowerCase(java.util.Locale.ROOT));

        assertThat(folder).isEqualTo(MailIntake.Folder.DONE);
        RequestView view = requests.find(id).orElseThrow();
        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(view.identificationLevel()).isEqualTo("L1");
        assertThat(requests.subject(id).replyTo()).as("where the answer goes").isEqualTo(ON_FILE);
        assertThat(detail(id.toString()).path("waiting").get(0).has("until")).isTrue();
    }

    @Test
    void whoever_asks_sees_the_same_whether_there_is_an_address_or_not() {
        String here = letterAndTasks(LARS, "curious.one@mail.example");
        assertThat(letterAndTasks(NOBODY, "curious.two@mail.example")).isEqualTo(here);
        assertThat(letterAndTasks("010170-1234", "curious.three@mail.example"))
                .as("two addresses on file are none")
                .isEqualTo(here);
        assertThat(to("first.file@mail.example")).isEmpty();
        assertThat(to("second.file@mail.example")).isEmpty();
    }

    @Test
    void a_code_counts_once_for_a_few_days_and_a_few_tries() {
        JsonNode guessed = file("caseworker", otherConsent(LARS, "guess@mail.example"));
        String right = codeFor(guessed);
        for (int i = 0; i < 5; i++) {
            assertThat(identify(guessed, "{\"code\": \"22222-22222\"}").status())
                    .isEqualTo(422);
        }
        assertThat(identify(guessed, "{\"code\": \"" + right + "\"}").status())
                .as("one try too many")
                .isEqualTo(422);

        JsonNode late = file("caseworker", otherConsent(LARS, "late@mail.example"));
        String old = codeFor(late);
        clock.moveTo(Instant.parse("2026-12-09T09:00:00Z"));
        assertThat(mail(
                        "tryg",
                        "late@mail.example",
                        "[" + late.path("caseNumber").asText() + "]",
                        old))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        JsonNode used = file("caseworker", otherConsent(LARS, "used@mail.example"));
        String once = codeFor(used);
        assertThat(identify(used, "{\"code\": \"" + once + "\"}")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("COLLECTING");
        assertThat(identify(used, "{\"code\": \"" + once + "\"}").status()).isEqualTo(422);
        for (JsonNode waiting : List.of(guessed, late)) {
            assertThat(detail(waiting.path("id").asText()).path("state").asText())
                    .isEqualTo("IDENTIFICATION");
        }
    }

    @Test
    void two_facts_are_named_and_none_of_them_is_public() {
        JsonNode filed = file("caseworker", """
                {"controller": "tryg", "rights": ["ACCESS"], "channel": "PHONE", "delivery": {"channel": "FILE"},
                 "subject": {"name": "Ida Berg", "policyNumbers": ["P-77"]}}""");
        String evidence = "{\"evidence\": {\"level\": \"L2\", \"method\": \"two-facts\", \"facts\": %s}}";

        for (String few :
                List.of("[]", "[\"birth-date\"]", "[\"name\", \"birth-date\"]", "[\"email\", \"policy-number\"]")) {
            assertThat(identify(filed, evidence.formatted(few)).status())
                    .as(few)
                    .isEqualTo(422);
        }
        assertThat(identify(filed, evidence.formatted("[\"policy-number\", \"birth-date\"]"))
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("COLLECTING");
    }

    @Test
    void another_consent_withdrawn_by_mail_in_words_waits_for_its_code_and_says_nothing_about_it() {
        String words = "I withdraw my consent to the processing of my health data. My CPR number is ";
        mail("tryg", "words.one@mail.example", "Consent", words + LARS + ".");
        mail("tryg", "words.two@mail.example", "Consent", words + NOBODY + ".");
        RequestView here = caseOf("tryg", "words.one@mail.example");
        RequestView nowhere = caseOf("tryg", "words.two@mail.example");

        assertThat(here.rights()).containsExactly(Right.OTHER_CONSENT_WITHDRAWAL);
        assertThat(here.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(letter("words.one@mail.example", 1)).contains("says nothing about whether");
        assertThat(neutral(letter("words.one@mail.example", 1)))
                .as("whether there is such a consent or not")
                .isEqualTo(neutral(letter("words.two@mail.example", 1)));
        String code =
                codeFor(hub.get("caseworker", "/api/v1/requests/" + here.id()).json());
        mail("tryg", "words.one@mail.example", "[" + here.caseNumber() + "]", code);

        assertThat(requests.find(here.id()).orElseThrow().identificationLevel()).isEqualTo("L1");
        assertThat(requests.find(nowhere.id()).orElseThrow().state()).isEqualTo(RequestState.IDENTIFICATION);
    }

    @Test
    void input1_whoever_is_on_file_is_told_of_a_letter_that_its_senders_domain_disowns() {
        String forged = "%s\r\nAuthentication-Results: " + TRUSTED_HOST + "; spf=fail; dmarc=fail";
        String words = "I request access to all my personal data. CPR ";
        mail("tryg", forged.formatted("forged.one@mail.example"), "Access", words + LARS + ".");
        mail("tryg", forged.formatted("forged.two@mail.example"), "Access", words + NOBODY + ".");
        mail("tryg", "honest@mail.example", "Access", words + "010170-1234.");
        RequestView here = caseOf("tryg", "forged.one@mail.example");
        RequestView nowhere = caseOf("tryg", "forged.two@mail.example");

        await().atMost(PATIENCE)
                .until(() -> to(ON_FILE).stream().anyMatch(mail -> subject(mail).contains(here.caseNumber())));
        String warning = to(ON_FILE).stream()
                .filter(mail -> subject(mail).contains(here.caseNumber()))
                .map(mail -> content(mail))
                .findFirst()
                .orElseThrow();
        assertThat(warning)
                .contains("speak against", here.caseNumber())
                .doesNotContain("forged.one", "send us this code");
        assertThat(Pattern.compile("[2-9A-Z]{5}-[2-9A-Z]{5}").matcher(warning).find())
                .as("no code: it would identify nobody for this")
                .isFalse();
        assertThat(neutral(letter("forged.one@mail.example", 1)))
                .as("the sender's address hears the same as ever")
                .isEqualTo(neutral(letter("honest@mail.example", 1)))
                .isEqualTo(neutral(letter("forged.two@mail.example", 1)));
        await().atMost(PATIENCE)
                .until(() -> requests.tasks(nowhere.id()).stream()
                        .allMatch(task -> task.state().settled()));
        assertThat(requests.tasks(nowhere.id())).hasSameSizeAs(requests.tasks(here.id()));
        assertThat(requests.find(here.id()).orElseThrow().state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(asked(caseOf("tryg", "honest@mail.example").id()))
                .as("where nothing is disowned the register is not asked for what no code suffices for")
                .isZero();
    }

    @Test
    void strangers_cannot_flood_an_address_on_file() {
        for (int i = 0; i < 20; i++) {
            sent.note(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    "<flood-" + i + "@tryg.example>",
                    "Flooded.File@mail.example");
        }
        JsonNode filed = file("caseworker", otherConsent("020270-1234", "stranger@mail.example"));
        UUID id = UUID.fromString(filed.path("id").asText());

        await().atMost(PATIENCE)
                .until(() -> requests.tasks(id).stream()
                                .filter(task -> task.state().settled())
                                .count()
                        == 3);
        assertThat(to("flooded.file@mail.example")).isEmpty();
        assertThat(jdbc.queryForObject(
                        "select address is not null from reply_code where request_id = ?", Boolean.class, id))
                .isTrue();
    }

    private static String content(jakarta.mail.internet.MimeMessage mail) {
        try {
            return mail.getContent().toString();
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
