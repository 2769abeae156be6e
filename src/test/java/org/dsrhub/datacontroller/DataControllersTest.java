package org.dsrhub.datacontroller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Stream;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataControllersTest {
    private final DataControllers shipped = new FolderDataControllers(new HubHome(Path.of(".")));

    @TempDir
    Path home;

    @Test
    void theShippedControllersAreReadWhole() {
        assertThat(shipped.all())
                .extracting(DataController::id)
                .containsExactly(
                        "claims-link", "gjensidige-ee", "gjensidige-lt", "gjensidige-lv", "kaleva", "mandatum", "tryg");

        DataController tryg = shipped.get("tryg");
        assertThat(tryg.defaultLanguage()).isEqualTo("da");
        assertThat(tryg.brand("tjm"))
                .hasValueSatisfying(brand -> assertThat(brand.name()).isEqualTo("TJM Forsikring"));
        assertThat(tryg.authority(LocalDate.of(2026, 12, 1)).name("da")).isEqualTo("Datatilsynet");
        assertThat(tryg.retention())
                .extracting("id")
                .contains("DK-POL", "DK-AML", "DK-OPT")
                .hasSize(17);
        assertThat(tryg.delivery().choose(null)).isEqualTo(NewRequest.Delivery.MAIL);
        assertThat(tryg.dataProtectionOfficer().mail()).endsWith(".example");

        DataController estonia = shipped.get("gjensidige-ee");
        assertThat(estonia.retention())
                .extracting("id")
                .contains("EE-QUOTE", "EE-CLM")
                .hasSize(10);
        assertThat(estonia.languageFor("sv")).isEqualTo("et");
        assertThat(estonia.evidencePeriod()).isNull();
        assertThat(estonia.quarantinePeriod()).isEqualTo(java.time.Period.ofDays(180));
    }

    @Test
    void theLadderOfEachControllerDecidesWhatIdentifies() {
        DataController.Identification estonia = shipped.get("gjensidige-ee").identification();

        assertThat(estonia.level(Channel.PORTAL, "mobile-id")).isEqualTo("L3");
        assertThat(estonia.level(Channel.MAIL, "two-facts")).isEqualTo("L0");
        assertThat(estonia.suffices(Right.ACCESS, "L2")).isFalse();
        assertThat(estonia.suffices(Right.CONSENT_WITHDRAWAL, null)).isTrue();
        assertThat(shipped.get("tryg").identification().suffices(Right.ACCESS, "L2"))
                .isTrue();
    }

    @Test
    void anUnknownControllerIsAProblemThatNamesTheKnownOnes() {
        assertThatThrownBy(() -> shipped.get("trig"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("unknown-controller"))
                .hasMessageContaining("tryg");
    }

    @Test
    void everyMistakeOfEveryControllerIsReportedAtOnce() throws IOException {
        copyConnectors();
        rewrite("tryg", "languages:", "langauges:");
        rewrite("tryg", "on-request: RETAIN_UNTIL", "on-request: RETAIN_UNITL");
        rewrite("gjensidige-ee", "follow: EE-POL", "follow: EE-POLL");
        rewrite("gjensidige-ee", "Europe/Tallinn", "Europe/Talinn");
        rewrite("gjensidige-ee", "message-key: refused.debt", "message-key: refused.debts");
        rewrite("gjensidige-ee", "warn: deadlines", "warn: deadlnes");
        rewrite(
                "gjensidige-ee",
                "mailboxes: .*",
                "mailboxes: [a@ee.example, {address: b@ee.example, brand: trgy}, {address: c@ee.example, name: c}]");

        InvalidConfiguration failure =
                catchThrowableOfType(InvalidConfiguration.class, () -> new FolderDataControllers(new HubHome(home)));

        assertThat(failure.getMessage())
                .contains("connectors/tryg/controller.yaml:8:", "did you mean 'languages'?")
                .contains("did you mean 'RETAIN_UNTIL'?")
                .contains("'EE-POLL'", "no time zone", "'refused.debts'")
                .contains("no brand 'trgy'", "one mailbox for two brands")
                .contains("no contact 'deadlnes'", "did you mean 'deadlines'?");
        assertThat(failure.findings()).allSatisfy(finding -> {
            assertThat(finding.line()).isPositive();
            assertThat(finding.remedy()).isNotBlank();
        });
    }

    @Test
    void eachBranchNamesAllTheOthersWhetherTheyAreServedOrNot() throws IOException {
        copyConnectors();
        assertThat(new FolderDataControllers(new HubHome(home), new String[] {"gjensidige-lt"})
                        .get("gjensidige-lt")
                        .branches())
                .containsExactly(
                        Map.entry("gjensidige-lv", "ADB Gjensidige Latvijas filiāle"),
                        Map.entry("gjensidige-ee", "ADB Gjensidige Eesti filiaal"));

        rewrite("gjensidige-ee", "branches: .*", "branches: [gjensidige-lt]");
        rewrite("gjensidige-lv", "branches: .*", "branches: [gjensidige-lt, gjensidige-ee, gjensidige-lb]");
        assertThatThrownBy(() -> new FolderDataControllers(new HubHome(home)))
                .hasMessageContaining("'gjensidige-lv' names other branches of the legal entity")
                .hasMessageContaining("'gjensidige-lt' names other branches of the legal entity")
                .hasMessageContaining("no other folder 'gjensidige-lb' has a controller.yaml");
    }

    @Test
    void aMissingFolderSaysWhereToStart() throws IOException {
        copyConnectors();
        try (Stream<Path> files = Files.walk(home.resolve("connectors"))) {
            files.filter(file -> file.endsWith("controller.yaml"))
                    .forEach(file -> file.toFile().delete());
        }

        assertThatThrownBy(() -> new FolderDataControllers(new HubHome(home)))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("controller.yaml");
    }

    @Test
    void theMovableClockRunsOnFromWhereItWasMoved() {
        MovableLegalClock clock = new MovableLegalClock(() -> Instant.parse("2026-11-22T10:00:00Z"));

        clock.moveTo(Instant.parse("2027-03-01T23:30:00Z"));

        assertThat(clock.today(shipped.get("tryg").zone())).isEqualTo(LocalDate.of(2027, 3, 2));
    }

    private void copyConnectors() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("connectors"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.createDirectories(home.resolve(file).getParent());
                Files.copy(file, home.resolve(file));
            }
        }
    }

    private void rewrite(String controller, String from, String to) throws IOException {
        Path file = home.resolve("connectors").resolve(controller).resolve("controller.yaml");
        String text = Files.readString(file);
        assertThat(text).containsPattern(from);
        Files.writeString(file, text.replaceFirst(from, to));
    }
}
