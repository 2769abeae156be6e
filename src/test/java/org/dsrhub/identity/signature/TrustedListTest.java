package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.SignatureReport.Verdict;
import org.dsrhub.request.NationalId;
import org.dsrhub.support.SigningAuthority;
import org.dsrhub.support.SigningAuthority.Owner;
import org.dsrhub.support.SigningAuthority.Profile;
import org.dsrhub.support.TrustedListWriter;
import org.dsrhub.support.TrustedListWriter.Status;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Who is trusted because a country's list says so, and for no longer than it does. */
class TrustedListTest {
    private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(700));
    private static final Status GRANTED = new Status(true, LONG_AGO);
    private static final String LIST = "ee.xml";

    private static SigningAuthority authority;
    private static Owner supervisor;
    private static byte[] container;

    @TempDir
    Path folder;

    private Duration later = Duration.ZERO;
    private DssSignatures signatures;

    @BeforeAll
    static void sign() {
        authority = new SigningAuthority(null);
        supervisor = new SigningAuthority(null).issue(new Profile().seal("GOVEE-1"));
        container = authority.container("LT", Map.of("taotlus.txt", "Palun teavet."), authority.issue(new Profile()));
    }

    @BeforeEach
    void trust() throws IOException, CertificateEncodingException {
        authority.trustIn(folder, Instant.now().plus(Duration.ofDays(200)));
        Files.delete(folder.resolve("authority.crt"));
        Path signers = Files.createDirectories(folder.resolve(TrustFolder.SIGNERS));
        Files.write(signers.resolve("supervisor.crt"), supervisor.certificate().getEncoded());
        InstantSource clock = () -> Instant.now().plus(later);
        signatures = new DssSignatures(
                SignatureProperties.of(folder), new NationalIds(false, InstantSource.system()), clock);
    }

    private static TrustedListWriter list(Status... issuer) {
        return new TrustedListWriter().issuer(authority.certificate(), issuer).timeStamps(authority.stamps(), GRANTED);
    }

    private SignatureReport with(byte[] list) throws IOException {
        Files.write(folder.resolve(LIST), list);
        return signatures.check(container);
    }

    private String problem() {
        return signatures.trust().lists().stream()
                .filter(list -> list.file().equals(LIST))
                .findFirst()
                .orElseThrow()
                .problem();
    }

    private static void assertNobody(SignatureReport report) {
        assertThat(report.verdict()).isNotEqualTo(Verdict.VALID);
        assertThat(report.signer()).isNull();
        assertThat(report.reasons()).contains("issuer-not-trusted");
    }

    @Test
    void whom_a_signed_list_grants_is_trusted() throws IOException {
        assertNobody(signatures.check(container));

        SignatureReport report = with(list(GRANTED).signed(supervisor));

        assertThat(report.reasons()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.VALID);
        assertThat(report.signer()).isEqualTo(new NationalId("EE", "60001019906"));
        assertThat(signatures.trust().lists()).singleElement().satisfies(list -> {
            assertThat(list.territory()).isEqualTo("EE");
            assertThat(list.problem()).isNull();
            assertThat(list.nextUpdate()).isAfter(Instant.now());
        });
    }

    @Test
    void what_was_signed_after_the_service_was_withdrawn_is_nobody_s() throws IOException {
        Status withdrawn = new Status(false, Instant.now().minus(Duration.ofDays(10)));

        assertNobody(with(list(withdrawn, GRANTED).signed(supervisor)));
        assertThat(problem()).as("the list itself is good").isNull();
    }

    @Test
    void a_service_counts_that_was_granted_when_it_was_signed_and_still_is() throws IOException {
        Instant between = Instant.now().plus(Duration.ofDays(10));
        later = Duration.ofDays(20);

        SignatureReport tooEarly = with(
                list(new Status(true, between), new Status(false, LONG_AGO)).signed(supervisor));
        assertThat(tooEarly.verdict()).isEqualTo(Verdict.INDETERMINATE);
        assertThat(tooEarly.reasons()).contains("not-qualified");

        SignatureReport withdrawnSince =
                with(list(new Status(false, between), GRANTED).signed(supervisor));
        assertNobody(withdrawnSince);
        assertThat(withdrawnSince.verdict()).as("not broken, for a caseworker").isEqualTo(Verdict.INDETERMINATE);
    }

    @Test
    void what_was_never_granted_is_nobody_s() throws IOException {
        assertNobody(with(list(new Status(false, LONG_AGO)).signed(supervisor)));
    }

    @Test
    void a_service_for_time_stamps_issues_no_qualified_certificates() throws IOException {
        SignatureReport report = with(new TrustedListWriter()
                .timeStamps(authority.certificate(), GRANTED)
                .timeStamps(authority.stamps(), GRANTED)
                .signed(supervisor));

        assertThat(report.verdict()).isNotEqualTo(Verdict.VALID);
        assertThat(report.reasons()).contains("not-qualified");
    }

    @Test
    void an_outdated_list_counts_for_nothing_and_says_so() throws IOException {
        assertNobody(with(list(GRANTED)
                .nextUpdate(Instant.now().minus(Duration.ofHours(1)))
                .signed(supervisor)));
        assertThat(problem()).isEqualTo("list-outdated");

        assertNobody(with(list(GRANTED).nextUpdate(null).signed(supervisor)));
        assertThat(problem()).as("closed").isEqualTo("list-outdated");
    }

    @Test
    void a_list_becomes_outdated_while_nobody_touches_it() throws IOException {
        assertThat(with(list(GRANTED).signed(supervisor)).verdict()).isEqualTo(Verdict.VALID);

        later = Duration.ofDays(91);

        assertNobody(signatures.check(container));
        assertThat(problem()).isEqualTo("list-outdated");
    }

    @Test
    void a_tampered_list_is_none() throws IOException {
        Status withdrawn = new Status(false, LONG_AGO);
        String signed = new String(list(withdrawn).signed(supervisor), StandardCharsets.UTF_8);
        String tampered = signed.replace("Svcstatus/withdrawn", "Svcstatus/granted");
        assertThat(tampered).isNotEqualTo(signed);

        assertNobody(with(tampered.getBytes(StandardCharsets.UTF_8)));
        assertThat(problem()).isEqualTo("list-signature");
    }

    @Test
    void a_list_that_somebody_else_or_nobody_signed_is_none() throws IOException {
        Owner stranger = new SigningAuthority(null).issue(new Profile().seal("GOVEE-1"));
        assertNobody(with(list(GRANTED).signed(stranger)));
        assertThat(problem()).isEqualTo("list-signature");

        assertNobody(with(list(GRANTED).unsigned()));
        assertThat(problem()).isEqualTo("list-signature");
    }

    @Test
    void whom_documents_are_trusted_of_may_sign_no_list() throws IOException, CertificateEncodingException {
        Files.move(folder.resolve(TrustFolder.SIGNERS).resolve("supervisor.crt"), folder.resolve("supervisor.crt"));

        assertNobody(with(list(GRANTED).signed(supervisor)));
        assertThat(problem()).isEqualTo("list-signature");
    }

    @Test
    void a_signed_list_inside_of_another_vouches_for_nothing_around_it() throws IOException {
        String good = body(list(new Status(false, LONG_AGO)).signed(supervisor));
        String evil = body(list(GRANTED).unsigned()).replace("Id=\"list\"", "Id=\"other\"");
        String wrapped = evil.replace("</TrustServiceStatusList>", good + "</TrustServiceStatusList>");
        assertNobody(with(wrapped.getBytes(StandardCharsets.UTF_8)));
        assertThat(problem()).isEqualTo("list-signature");

        String signature = good.substring(good.indexOf("<ds:Signature "), good.lastIndexOf("</ds:Signature>") + 15);
        String moved = evil.replace(
                "</TrustServiceStatusList>",
                "<Other>" + good.replace(signature, "") + "</Other>" + signature.replace("URI=\"\"", "URI=\"#list\"")
                        + "</TrustServiceStatusList>");
        assertNobody(with(moved.getBytes(StandardCharsets.UTF_8)));
        assertThat(problem()).isEqualTo("list-signature");
    }

    private static String body(byte[] xml) {
        String text = new String(xml, StandardCharsets.UTF_8);
        return text.substring(text.indexOf("<TrustServiceStatusList"));
    }

    @Test
    void lists_are_fetched_where_the_operator_says_so_and_newer_ones_only() throws IOException {
        AtomicReference<byte[]> published = new AtomicReference<>(list(GRANTED).signed(supervisor));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = published.get();
            exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            TrustedListDownload download = new TrustedListDownload(
                    new SignatureProperties(
                            folder,
                            List.of(URI.create(
                                    "http://127.0.0.1:" + server.getAddress().getPort() + "/tl.xml")),
                            Duration.ofSeconds(2),
                            DataSize.ofMegabytes(6),
                            DataSize.ofMegabytes(16),
                            100,
                            100),
                    signatures.trust(),
                    InstantSource.system());
            download.start();
            Awaitility.await().until(() -> Files.exists(folder.resolve(LIST)));
            download.stop();
            assertThat(signatures.check(container).verdict()).isEqualTo(Verdict.VALID);
            byte[] kept = Files.readAllBytes(folder.resolve(LIST));

            Owner stranger = new SigningAuthority(null).issue(new Profile().seal("GOVEE-1"));
            for (byte[] other : List.of(
                    new byte[0],
                    list(GRANTED).sequence(8).signed(stranger),
                    list(GRANTED).sequence(6).signed(supervisor),
                    list(GRANTED)
                            .sequence(8)
                            .nextUpdate(Instant.now().minus(Duration.ofDays(1)))
                            .signed(supervisor))) {
                published.set(other);
                download.fetchAll();
                assertThat(Files.readAllBytes(folder.resolve(LIST))).isEqualTo(kept);
            }

            published.set(list(new Status(false, Instant.now().minus(Duration.ofDays(1))), GRANTED)
                    .sequence(8)
                    .signed(supervisor));
            download.fetchAll();
            assertNobody(signatures.check(container));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void health_names_each_list_and_what_is_wrong_with_it() throws IOException {
        TrustedListHealth health = new TrustedListHealth(signatures.trust());
        assertThat(health.health().getStatus()).hasToString("UP");

        with(list(GRANTED).signed(supervisor));
        assertThat(health.health().getStatus()).hasToString("UP");
        assertThat(health.health().getDetails().get(LIST).toString()).startsWith("EE until ");

        later = Duration.ofDays(91);
        assertThat(health.health().getStatus()).hasToString("DEGRADED");
        assertThat(health.health().getDetails().get(LIST)).isEqualTo("list-outdated");
    }

    @Test
    void what_is_no_list_is_told_and_harms_nothing() throws IOException {
        assertNobody(with("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"
                .getBytes(StandardCharsets.UTF_8)));
        assertThat(problem()).isEqualTo("list-broken");
        assertNobody(with(new byte[] {'<'}));
        assertThat(problem()).isEqualTo("list-broken");
        assertNobody(with(new TrustedListWriter()
                .issuer(authority.stamps(), new Status(false, LONG_AGO))
                .signed(supervisor)));

        authority.trustIn(folder);
        assertThat(signatures.check(container).verdict())
                .as("whom the operator names counts all the same")
                .isEqualTo(Verdict.VALID);
    }
}
