package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.ledger.Measure;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer says of rights that neither copy nor erase. */
class MeasureLettersTest {
    private static final DataController TRYG = ControllerFolders.read(new HubHome(Path.of(".")), List.of("tryg"))
            .controllers()
            .get("tryg");

    @Test
    void aRestrictionNamesWhereItIsMarkedWhereNotYetAndWhereItCannotBe() {
        String letter = letter(
                "en",
                Set.of(Right.RESTRICTION),
                new Dossier.Measured(Map.of(), true, List.of("web"), LocalDate.of(2026, 12, 1), false),
                task("crm", Action.RESTRICT, TaskState.DONE),
                task("claims", Action.RESTRICT, TaskState.DUE));

        assertThat(letter)
                .contains("Marked as restricted in: crm.")
                .contains("Not yet confirmed; we are following it up: claims.")
                .contains("The following system has no means to mark records as restricted: web.")
                .contains("We will tell you before the restriction ends.");
        assertThat(letter).as("no record was decided on").doesNotContain("Where we searched", "In short");
    }

    @Test
    void aLiftedRestrictionIsNotSaidToLast() {
        assertThat(letter(
                        "en",
                        Set.of(Right.RESTRICTION),
                        new Dossier.Measured(Map.of(), false, List.of(), null, false),
                        task("crm", Action.RESTRICT, TaskState.DONE)))
                .contains("has ended since")
                .doesNotContain("Marked as restricted");
    }

    @Test
    void whoErasesIsToldThatTheirEarlierRestrictionEnds() {
        Dossier.Measured ended = new Dossier.Measured(Map.of(), false, List.of(), null, true);

        assertThat(letter("en", Set.of(Right.ERASURE), ended))
                .contains("With your request for erasure that restriction ends (Article 18)");
        assertThat(letter("en", Set.of(Right.ERASURE), Dossier.Measured.NOTHING))
                .doesNotContain("Article 18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "da", "et"})
    void thePersonsOwnWordsAndWhatTheyLedToStandInEveryLanguage(String language) {
        for (Right right :
                List.of(Right.RECTIFICATION, Right.OBJECTION, Right.OTHER_CONSENT_WITHDRAWAL, Right.HUMAN_REVIEW)) {
            for (Measure.Result result : Measure.Result.values()) {
                boolean reviewed = result == Measure.Result.CONFIRMED || result == Measure.Result.CHANGED;
                if (reviewed == (right == Right.HUMAN_REVIEW)) {
                    boolean upheld = right == Right.OBJECTION && result == Measure.Result.GRANTED;
                    assertThat(letter(
                                    language,
                                    Set.of(right),
                                    new Dossier.Measured(
                                            Map.of(
                                                    right,
                                                    new Dossier.Told(
                                                            result,
                                                            upheld ? Measure.Consequence.STOP : null,
                                                            "These {are} the person's words")),
                                            false,
                                            List.of(),
                                            LocalDate.of(2026, 12, 1),
                                            false),
                                    task("crm", Action.RECTIFY, TaskState.DONE)))
                            .as(right + " " + result)
                            .contains("These {are} the person's words")
                            .contains(right == Right.RECTIFICATION ? "crm" : "");
                }
            }
        }
    }

    @Test
    void aFlagIsOnlyConfirmedWhereASystemHasTakenIt() {
        Set<Right> rights = Set.of(Right.ACCESS, Right.CONSENT_WITHDRAWAL, Right.REMINDER_OBJECTION);
        String marketing = "no longer wish to receive direct marketing";
        String reminders = "no longer wish to be reminded";

        assertThat(letter("en", rights, Dossier.Measured.NOTHING, task("consents", Action.SUPPRESS, TaskState.DONE)))
                .as("a task that says nothing stops marketing")
                .contains(marketing, "your wish for no more renewal reminders. Not all")
                .doesNotContain(reminders);
        assertThat(letter(
                        "en",
                        rights,
                        Dossier.Measured.NOTHING,
                        task("consents", Action.SUPPRESS, TaskState.FAILED),
                        task("reminders", Action.SUPPRESS, TaskState.DONE, Right.REMINDER_OBJECTION)))
                .contains(reminders, "your wish for no more direct marketing. Not all")
                .doesNotContain(marketing);
    }

    @Test
    void aLineOfCsvKeepsWhateverAValueHolds() {
        assertThat(Csv.line(Arrays.asList("a,b", "say \"x\"", null, 1, "line\nline")))
                .isEqualTo("\"a,b\",\"say \"\"x\"\"\",,\"1\",\"line\nline\"\r\n");
    }

    private static String letter(String language, Set<Right> rights, Dossier.Measured measured, TaskView... tasks) {
        Dossier dossier = new Dossier(
                request(rights),
                0,
                TRYG,
                LetterTexts.in(language),
                new Subject("Lars Nørgaard", null, null, List.of(), null),
                List.of(tasks),
                Map.of(),
                Map.of(),
                LocalDate.of(2026, 12, 1),
                null,
                OnBehalf.of(List.of()),
                new Dossier.Joint(List.of(), List.of()),
                measured,
                List.of());
        Survey survey = new Survey(0, dossier.asksForItems());
        Letter letter = CoverLetter.compose(dossier, survey, SearchReport.of(dossier, survey), false);
        return letter.sections().stream()
                .map(section -> section.title() + "\n"
                        + section.blocks().stream().map(Letter.Block::text).collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    private static TaskView task(String system, Action action, TaskState state, Right... rights) {
        return new TaskView(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "tryg." + system,
                system,
                action,
                1,
                state,
                true,
                1,
                null,
                0,
                List.of(),
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                Set.of(rights));
    }

    private static RequestView request(Set<Right> rights) {
        return new RequestView(
                UUID.randomUUID(),
                "DSR-2026-000001",
                "tryg",
                null,
                rights,
                "en",
                Channel.PORTAL,
                NewRequest.Delivery.FILE,
                RequestState.ANSWERING,
                null,
                Instant.EPOCH,
                LocalDate.of(2027, 1, 4),
                "L3",
                0,
                0,
                false,
                null,
                null);
    }
}
