package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.ScheduledPollConsumer;
import org.dsrhub.simulation.SftpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What folders of SFTP servers cost a start: no connection, and addresses that are soon read. */
class SftpEndpointsTest {
    private static final Path AGENCY = Path.of("connectors/tryg/debt-collection.yaml");

    @TempDir
    Path folder;

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        camel.getRegistry().bind("quiet-poll-failures", new QuietPollFailures());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void aServerIsFirstCalledWhenItsFolderIsLookedInto() throws Exception {
        try (SftpHost host = new SftpHost("agency", folder.resolve("agency"), "hub", "secret", "in", "done")) {
            Connector agency = agency(host);
            new SftpEndpoints().bind(camel, agency);
            endpoint(agency, "answers").setInitialDelay(3_600_000);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("ref:" + agency.queue() + ".answers")
                            .routeId("answers")
                            .setVariable("folder", constant("done"));
                }
            });
            assertThat(camel.getRouteController().getRouteStatus("answers")).isEqualTo(ServiceStatus.Started);
            assertThat(host.gate().connections()).as("by the start").isZero();

            ((ScheduledPollConsumer) camel.getRoute("answers").getConsumer()).run();
            assertThat(host.gate().connections()).as("by the first look").isEqualTo(1);
            assertThat(host.root().resolve("out"))
                    .as("made where it is missing")
                    .isDirectory();
        }
    }

    @Test
    void noOptionStandsInAnAddress() throws Exception {
        try (SftpHost host = new SftpHost("agency", folder.resolve("agency"), "hub", "secret", "in", "out", "done")) {
            Connector agency = agency(host);
            new SftpEndpoints().bind(camel, agency);
            for (String name : new String[] {"in", "answers", "receipts"}) {
                assertThat(endpoint(agency, name).getEndpointUri())
                        .isEqualTo("sftp://127.0.0.1:%d/%s?owner=tryg.debt-collection"
                                .formatted(host.port(), name.equals("answers") ? "out" : name));
            }
            SftpEndpoint answers = endpoint(agency, "answers");
            assertThat(answers.getConfiguration().getUsername()).isEqualTo("hub");
            assertThat(answers.getConfiguration().getStrictHostKeyChecking()).isEqualTo("yes");
            assertThat(answers.getConfiguration().getKnownHostsFile())
                    .isEqualTo(host.knownHosts().toString());
            assertThat(answers.getConfiguration().isStreamDownload()).isTrue();
            assertThat(answers.getConfiguration().isStepwise()).isFalse();
            assertThat(answers.getInclude()).isEqualTo("ANS_.*\\.csv");
            assertThat(answers.getMove()).isNotNull();
        }
    }

    @Test
    void twoSystemsWithOneAccountStayTwoEndpoints() {
        RenewableSftp.addTo(camel);
        for (String owner : new String[] {"tryg.feed", "alka.feed"}) {
            camel.getRegistry()
                    .bind(
                            owner,
                            RenewableSftp.endpoint(
                                    camel, "127.0.0.1:1/ack", owner, Map.of("username", "hub"), secret -> null));
            camel.getEndpoint("ref:" + owner);
        }
        SftpEndpoint one = camel.getRegistry().lookupByNameAndType("tryg.feed", SftpEndpoint.class);
        SftpEndpoint two = camel.getRegistry().lookupByNameAndType("alka.feed", SftpEndpoint.class);
        assertThat(one).isNotSameAs(two);
        assertThat(one.getStatus()).isEqualTo(ServiceStatus.Started);
        assertThat(two.getStatus()).isEqualTo(ServiceStatus.Started);
    }

    private SftpEndpoint endpoint(Connector connector, String name) {
        return camel.getRegistry().lookupByNameAndType(connector.queue() + "." + name, SftpEndpoint.class);
    }

    private Connector agency(SftpHost host) throws IOException {
        Connector agency = new ConnectorReader("tryg", new YAMLMapper().readTree(AGENCY.toFile())).read();
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "tryg.collection.host", host.host(),
                "tryg.collection.port", String.valueOf(host.port()),
                "tryg.collection.username", host.user(),
                "tryg.collection.password", host.password(),
                "tryg.collection.known-hosts", host.knownHosts().toString()));
        camel.getPropertiesComponent().setOverrideProperties(properties);
        return agency;
    }
}
