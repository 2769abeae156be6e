package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.InvalidConfiguration;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.request.KeyKind;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.mock.env.MockEnvironment;

/** What an integrator who mistypes a name gets to read. */
class ConnectorFilesTest {
    private final MockEnvironment environment =
            new MockEnvironment().withProperty("hub.connectors.only", String.join(",", SimulatedEnvironment.SYSTEMS));

    @TempDir
    Path home;

    @BeforeEach
    void copyOfWhatIsShipped() throws IOException {
        Path shipped = Path.of("connectors");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.toList()) {
                Path copy = home.resolve("connectors")
                        .resolve(shipped.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void theShippedFilesAreRight() {
        Connectors connectors = load();
        assertThat(connectors.of("tryg")).hasSize(9);
        assertThat(connectors.of("gjensidige-ee")).hasSize(8);
        Connector.ItemType claim = connectors.get("tryg", "claims").items().get("claim");
        assertThat(claim.flags()).containsEntry(ItemFacts.Flag.THIRD_PARTY, "witnessName");
        assertThat(claim.yields()).containsKey(KeyKind.POLICY_NUMBER);
        assertThat(claim.fields().keySet()).startsWith("claimNumber", "policyNumber");
    }

    @Test
    void aMistypedNameIsShownWithFileLineAndWhatWasMeant() throws IOException {
        change("tryg/claims.yaml", "holding:", "holdng:");
        assertThat(findings())
                .containsPattern("connectors/tryg/claims.yaml:6: unknown name 'holdng'.*did you mean 'holding'");
    }

    @Test
    void allMistakesComeAtOnce() throws IOException {
        change("tryg/claims.yaml", "template: http-json", "template: htpt-json");
        change("tryg/crm.yaml", "retention: DK-POL", "retention: DK-POLL");
        change("tryg/chat.yaml", "reference: chatId", "reference: chatNo");
        change("gjensidige-ee/quotes.yaml", "{{gjensidige-ee.core.url}}", "{{gjensidige-ee.core.ulr}}");
        change("gjensidige-ee/carts.yaml", "concurrency: 8", "concurrency: 9");
        assertThat(findings())
                .contains("no template 'htpt-json'", "did you mean 'http-json'?")
                .contains("no retention rule 'DK-POLL'", "did you mean 'DK-POL'?")
                .contains("field 'chatNo' is not under fields")
                .contains("nothing sets 'gjensidige-ee.core.ulr'")
                .contains("backend 'gjensidige-ee-core' has other limits");
    }

    @Test
    void aFlagThatIsPromisedHasCommandsThatSetAndLiftItAndNoOtherHas() throws IOException {
        change(
                "tryg/crm.yaml",
                "    lift: update customer set restricted = false where customer_no = :?reference\n",
                "");
        change("tryg/claims.yaml", "  restriction: flag\n", "");
        change("gjensidige-ee/quotes.yaml", "  erasure: delete\n", "  erasure: delete\n  restriction: flag\n");
        assertThat(findings())
                .contains("connectors/tryg/crm.yaml:", "it has not both 'restrict' and 'lift'")
                .contains("connectors/tryg/claims.yaml:", "rights.restriction is not 'flag', and it has commands")
                .contains(
                        "connectors/gjensidige-ee/quotes.yaml:", "it promises a flag, but no item says how it is set");
    }

    @Test
    void aRuleThatTellsBrandsApartNeedsToKnowTheRecordsBrand() throws IOException {
        change("tryg/controller.yaml", "  - id: DK-CALL-D\n    version: 1\n", """
                  - id: DK-CALL-D
                    version: 1
                    applies-to: {brands: [tjm]}
                """);
        assertThat(findings())
                .contains("connectors/tryg/call-recordings.yaml:")
                .contains("rule 'DK-CALL-D' tells brands apart, and nothing tells the record's brand");
        change("tryg/controller.yaml", "brands: [tjm]", "brands: [tjmm]");
        assertThat(catchThrowableOfType(
                                InvalidConfiguration.class,
                                () -> controllers("hub.controllers=tryg").get("tryg"))
                        .getMessage())
                .contains("no brand 'tjmm'", "did you mean 'tjm'?");
    }

    @Test
    void whatGoesBeforeAnAnswerIsDueSaysSo() throws IOException {
        change("gjensidige-ee/carts.yaml", "expires: 7d\n", "");
        change("gjensidige-ee/quotes.yaml", "expires: 730d\n", "");
        assertThat(findings())
                .contains("connectors/gjensidige-ee/carts.yaml:")
                .contains("rule 'EE-CART' keeps a record for P7D, and an answer may take longer")
                .contains("add 'expires: 7d' to the file")
                .doesNotContain("EE-QUOTE");
    }

    @Test
    void anEmployeesOwnMailboxIsNotSearched() throws IOException {
        Path tryg = home.resolve("connectors/tryg");
        String mailboxes = Files.readString(Path.of("src/test/resources/connectors-of-apis/mailboxes.yaml"));
        Files.writeString(
                tryg.resolve("mailboxes.yaml"),
                mailboxes.replaceAll(
                        "mailboxes: claims@.*",
                        "mailboxes: claims@tryg.example, Bo@tryg.example/CASES\n  colleagues: own-mail"));
        Files.writeString(tryg.resolve("own-mailboxes.yaml"), PeopleTest.OWN_MAILBOXES);
        environment.setProperty("hub.connectors.only", "tryg.mailboxes, tryg.own-mailboxes");
        environment.setProperty("tryg.handlers", "bo@tryg.example");
        for (String name : new String[] {"url", "oauth", "secret"}) {
            environment.setProperty("mailboxes." + name, "x");
        }
        assertThat(findings())
                .contains("one of them is an employee's own mailbox")
                .contains("'own-mail' asks no employees", "allowed: own-mailboxes");
        Files.writeString(
                tryg.resolve("mailboxes.yaml"),
                mailboxes.replaceAll("mailboxes: claims@.*", "$0\n  colleagues: own-mailboxes"));
        assertThat(load().get("tryg", "mailboxes").parameters()).containsEntry("colleagues", "own-mailboxes");
    }

    @Test
    void aSystemOrControllerThatHasNoFileIsNotJustLeftOut() {
        environment.setProperty("hub.connectors.only", "tryg.crm, tryg.clams");
        assertThat(findings()).contains("no connector file of a served controller is 'tryg.clams'");
        assertThat(catchThrowableOfType(
                                InvalidConfiguration.class,
                                () -> controllers("hub.controllers=trygg").get("tryg"))
                        .getMessage())
                .contains("no folder connectors/trygg", "did you mean 'tryg'?");
    }

    @Test
    void aSecretInAFileIsRefused() throws IOException {
        change("tryg/chat.yaml", "\"{{tryg.chat.token}}\"", "letmein");
        assertThat(findings()).contains("a secret must not stand in the file").doesNotContain("letmein");
    }

    private void change(String file, String from, String to) throws IOException {
        Path path = home.resolve("connectors").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private String findings() {
        return catchThrowableOfType(InvalidConfiguration.class, this::load).getMessage();
    }

    private DataControllers controllers(String property) {
        DataControllers[] loaded = new DataControllers[1];
        new ApplicationContextRunner()
                .withUserConfiguration(Controllers.class)
                .withPropertyValues("hub.home=" + home, property)
                .run(context -> {
                    if (context.getStartupFailure() != null) {
                        throw rootOf(context.getStartupFailure());
                    }
                    loaded[0] = context.getBean(DataControllers.class);
                });
        return loaded[0];
    }

    private static RuntimeException rootOf(Throwable failure) {
        return failure.getCause() == null ? (RuntimeException) failure : rootOf(failure.getCause());
    }

    private Connectors load() {
        for (String controller : new String[] {"tryg", "gjensidige-ee"}) {
            for (String system :
                    new String[] {"core", "claims", "recordings", "collection", "consents", "members", "chat"}) {
                for (String name :
                        new String[] {"url", "username", "password", "token", "media", "host", "port", "known-hosts"}) {
                    environment.setProperty(controller + "." + system + "." + name, "x");
                }
            }
        }
        Connectors[] loaded = new Connectors[1];
        new ApplicationContextRunner()
                .withUserConfiguration(Controllers.class)
                .withPropertyValues("hub.home=" + home, "hub.controllers=tryg,gjensidige-ee")
                .run(context -> {
                    HubHome at = context.getBean(HubHome.class);
                    loaded[0] = new ConnectorFiles(
                            at, context.getBean(DataControllers.class), new Templates(at), environment);
                });
        return loaded[0];
    }

    @ComponentScan({"org.dsrhub.datacontroller", "org.dsrhub.identity"})
    static class Controllers {}
}
