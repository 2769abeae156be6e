package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.RouteAware;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Health;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.support.TransactionTemplate;

/** A mailbox that nobody hears of is a legal deadline that runs unseen; one that refuses us is not knocked at all the time. */
class MailboxWatchTest {
    private static final String ID = "tryg";

    @TempDir
    Path folder;

    private final IntakeDesk desk = new IntakeDesk();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MailboxWatch watch =
            new MailboxWatch(meters, desk.get(MailboxArrivals.class), desk.get(MailboxAlarms.class));
    private final Consumer consumer = consumer("intake-mail." + ID);
    private final MockEnvironment settings = new MockEnvironment();
    private final Mailboxes mailboxes = new Mailboxes(desk.get(DataControllers.class), settings);
    private Path password;

    @BeforeEach
    void secret() throws IOException {
        password = Files.writeString(folder.resolve("password"), "first");
        settings.withProperty("tryg.mail.imap-host", "imap.example")
                .withProperty("tryg.mail.username", "box")
                .withProperty("tryg.mail.password", "file:" + password);
    }

    /** Camel's own, of which nothing but the route's id is asked. */
    private static Consumer consumer(String routeId) {
        ClassLoader loader = MailboxWatchTest.class.getClassLoader();
        Route route = (Route)
                Proxy.newProxyInstance(loader, new Class<?>[] {Route.class}, (proxy, method, arguments) -> routeId);
        return (Consumer) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {Consumer.class, RouteAware.class},
                (proxy, method, arguments) -> method.getName().equals("getRoute") ? route : null);
    }

    private MailboxLogin expect(Duration silentAfter) {
        Mailbox mailbox = mailboxes.of(ID);
        MailboxLogin login = new MailboxLogin(mailbox, mailboxes);
        login.getPasswordAuthentication();
        watch.expect(mailbox, login, silentAfter);
        return login;
    }

    private boolean rollback(Exception cause) {
        return watch.rollback(consumer, null, 0, cause);
    }

    private String told() {
        return String.valueOf(watch.health().getDetails().get(ID));
    }

    private double failures(String kind) {
        return meters.counter("hub.mailbox.failures", "mailbox", ID, "kind", kind)
                .count();
    }

    private double gauge(String name) {
        return meters.get(name).tag("mailbox", ID).tag("controller", ID).gauge().value();
    }

    @Test
    void a_mailbox_that_answers_is_well() {
        expect(null);

        assertThat(watch.begin(consumer, null)).isTrue();
        watch.commit(consumer, null, 0);

        assertThat(watch.health()).extracting(Health::getStatus).hasToString("UP");
        assertThat(told()).startsWith("reached ").doesNotContain("no mail since", "failed");
        assertThat(gauge("hub.mailbox.login.refused")).isZero();
        assertThat(gauge("hub.mailbox.silence.seconds")).isBetween(0.0, 60.0);
    }

    @Test
    void a_poll_that_fails_is_told_and_tried_again_at_its_turn() {
        expect(null);

        assertThat(rollback(new IOException("host away"))).isFalse();
        assertThat(told()).endsWith(", last poll failed: IOException");
        assertThat(rollback(new Problem("mail-server", "x"))).isFalse();
        assertThat(told()).endsWith(", last poll failed: mail-server");
        assertThat(failures("server")).isEqualTo(2);
        assertThat(failures("login")).isZero();
        assertThat(watch.health().getStatus()).hasToString("UP");
        assertThat(watch.begin(consumer, null)).isTrue();

        watch.commit(consumer, null, 0);
        assertThat(told()).doesNotContain("failed");
    }

    @Test
    void what_breaks_in_mid_poll_is_no_success() {
        expect(null);
        watch.begin(consumer, null);
        watch.handleException(new IllegalStateException("broken folder"));
        watch.handleException("said apart", new IllegalStateException());
        watch.commit(consumer, null, 3);

        assertThat(told()).endsWith("last poll failed: IllegalStateException");
        assertThat(failures("server")).isEqualTo(1);
        watch.begin(consumer, null);
        watch.commit(consumer, null, 3);
        assertThat(told()).as("each poll anew").doesNotContain("failed");
    }

    @Test
    void a_refused_login_is_an_alarm_and_is_not_tried_again_at_once() {
        expect(null);

        assertThat(rollback(new RuntimeException(new AuthenticationFailedException("no"))))
                .isFalse();

        assertThat(watch.health().getStatus()).hasToString("DEGRADED");
        assertThat(told()).startsWith("not reached since ").endsWith("last poll failed: login refused");
        assertThat(gauge("hub.mailbox.login.refused")).isEqualTo(1);
        assertThat(failures("login")).isEqualTo(1);
        assertThat(watch.begin(consumer, null)).isFalse();

        watch.commit(consumer, null, 0);
        assertThat(watch.begin(consumer, null)).isTrue();
        assertThat(gauge("hub.mailbox.login.refused")).isZero();
    }

    @Test
    void a_refused_certificate_is_an_alarm_at_once_until_it_is_a_good_one() {
        expect(null);

        rollback(new MessagingException(
                "no",
                new IOException(new SSLHandshakeException("no").initCause(new CertificateException("another's")))));
        rollback(new IOException("host away"));

        assertThat(alarms("mailbox-certificate")).hasSize(1);
        assertThat(alarms("mailbox-unreached")).as("not for minutes").isEmpty();

        watch.commit(consumer, null, 0);
        assertThat(alarms("mailbox-certificate")).isEmpty();
        assertThat(watch.health().getStatus()).hasToString("UP");
    }

    @Test
    void another_secret_is_tried_at_once() throws IOException {
        MailboxLogin login = expect(null);
        rollback(new Problem("login-refused", "renew it"));
        assertThat(watch.begin(consumer, null)).isFalse();
        assertThat(login.renewed()).isFalse();

        Files.writeString(password, "second");
        assertThat(login.renewed()).isTrue();
        assertThat(watch.begin(consumer, null)).isTrue();
        Files.delete(password);
        assertThat(watch.begin(consumer, null))
                .as("a secret that cannot be read is none")
                .isFalse();
    }

    @Test
    void a_mail_that_could_not_be_taken_makes_the_next_poll_wait_once() {
        expect(null);
        watch.troubled(ID);

        assertThat(watch.begin(consumer, null)).isFalse();
        assertThat(watch.begin(consumer, null)).isTrue();

        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getExchangeExtension().setFromRouteId("intake-mail." + ID);
        watch.handleException("could not be moved", exchange, new IOException());
        assertThat(watch.begin(consumer, null)).isFalse();
        watch.handleException("nobody's", null, new IOException());
        watch.handleException("nobody's", new DefaultExchange(new DefaultCamelContext()), new IOException());
        assertThat(watch.begin(consumer, null)).isTrue();
    }

    @Test
    void a_mailbox_that_falls_silent_is_an_alarm_where_the_operator_wants_one() {
        quietForTwoDays(ID);

        expect(null);
        assertThat(watch.health().getStatus()).hasToString("UP");
        expect(Duration.ofDays(3));
        assertThat(watch.health().getStatus()).hasToString("UP");
        expect(Duration.ofDays(1));
        assertThat(watch.health().getStatus()).hasToString("DEGRADED");
        assertThat(told()).contains(", no mail since ");

        watch.arrived(ID);
        assertThat(watch.health().getStatus()).hasToString("UP");
        expect(Duration.ofDays(1));
        assertThat(watch.health().getStatus()).as("after a restart too").hasToString("UP");
    }

    private void quietForTwoDays(String mailbox) {
        desk.get(MailboxArrivals.class).note(mailbox);
        desk.jdbc.update("update mailbox_arrival set last_at = now() - interval '2 days' where mailbox = ?", mailbox);
    }

    private List<String> silent(String mailbox) {
        return alarms("mailbox-silent: " + mailbox + " ");
    }

    private List<String> alarms(String reason) {
        return desk.entries(entry -> entry.reason().startsWith(reason)).stream()
                .map(Quarantine.Entry::reason)
                .toList();
    }

    private MailboxWatch anotherNode() {
        return new MailboxWatch(
                new SimpleMeterRegistry(),
                desk.get(MailboxArrivals.class),
                new MailboxAlarms(desk.jdbc, desk.quarantine, event -> {}, desk.get(TransactionTemplate.class)));
    }

    @Test
    void a_mail_that_another_node_takes_is_no_silence() {
        quietForTwoDays(ID);
        MailboxWatch partner = anotherNode();
        MailboxLogin login = expect(Duration.ofDays(1));
        partner.expect(mailboxes.of(ID), login, Duration.ofDays(1));

        partner.arrived(ID);
        watch.commit(consumer, null, 0);

        assertThat(silent(ID)).isEmpty();
        assertThat(watch.health().getStatus()).hasToString("UP");
    }

    @Test
    void the_node_that_has_the_mail_ends_the_alarm_of_another_and_the_next_silence_is_told_again() {
        quietForTwoDays(ID);
        MailboxWatch partner = anotherNode();
        MailboxLogin login = expect(Duration.ofDays(1));
        partner.expect(mailboxes.of(ID), login, Duration.ofDays(1));

        partner.arrived(ID);
        partner.commit(consumer, null, 1);
        quietForTwoDays(ID);
        watch.commit(consumer, null, 0);
        watch.commit(consumer, null, 0);
        assertThat(silent(ID)).as("one entry, however many polls").hasSize(1);

        partner.arrived(ID);
        partner.commit(consumer, null, 1);
        assertThat(silent(ID)).as("the node that told it may be gone").isEmpty();

        quietForTwoDays(ID);
        MailboxWatch restarted = anotherNode();
        restarted.expect(mailboxes.of(ID), login, Duration.ofDays(1));
        watch.commit(consumer, null, 0);
        restarted.commit(consumer, null, 0);
        assertThat(silent(ID)).as("by whichever node, once").hasSize(1);
        partner.arrived(ID);
        watch.commit(consumer, null, 0);
        assertThat(silent(ID)).isEmpty();
    }

    @Test
    void a_brand_s_mailbox_is_silent_by_itself_however_many_mails_its_controller_s_has() {
        settings.withProperty("tryg.mail.alka.username", "alka").withProperty("tryg.mail.alka.password", "secret");
        Mailbox alka = mailboxes.of("tryg.alka");
        quietForTwoDays(alka.id());
        watch.arrived(ID);

        watch.expect(alka, new MailboxLogin(alka, mailboxes), Duration.ofDays(1));
        watch.arrived(ID);
        Consumer its = consumer("intake-mail." + alka.id());
        watch.commit(its, null, 0);

        assertThat(silent(alka.id())).hasSize(1);
        watch.arrived(alka.id());
        watch.commit(its, null, 1);
        assertThat(silent(alka.id())).isEmpty();
    }

    @Test
    void a_mailbox_that_nothing_is_said_of_is_silent_after_a_week_and_one_may_never_be() {
        assertThat(waitsFor(null)).isEqualTo(Duration.ofDays(7));
        assertThat(waitsFor("30d")).isEqualTo(Duration.ofDays(30));
        assertThat(waitsFor("never")).isNull();
        assertThatThrownBy(() -> waitsFor("soon")).hasMessageContaining("tryg.mail.silent-after");
    }

    private Duration waitsFor(String written) {
        if (written != null) {
            settings.withProperty("tryg.mail.silent-after", written);
        }
        return new MailboxRoutes(mailboxes, watch, null).silentAfter(mailboxes.of(ID));
    }

    @Test
    void a_route_that_is_no_mailbox_s_troubles_nobody() {
        Consumer stranger = (Consumer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> null);

        assertThat(watch.begin(stranger, null)).isTrue();
        watch.commit(stranger, null, 0);
        assertThat(watch.health().getDetails()).isEmpty();
    }

    @Test
    void a_login_knows_who_it_is_and_what_it_shows() throws IOException {
        MailboxLogin login = expect(null);

        assertThat(login.byToken()).isFalse();
        assertThat(login.getPasswordAuthentication())
                .extracting("userName", "password")
                .containsExactly("box", "first");
        login.refused();
        Files.writeString(password, "second");
        assertThat(login.getPasswordAuthentication().getPassword()).isEqualTo("second");
        assertThat(login.renewed()).isFalse();
    }

    @Test
    void a_mailbox_that_cannot_log_in_does_not_start() {
        MockEnvironment bare = new MockEnvironment().withProperty("tryg.mail.username", "box");
        Mailboxes none = new Mailboxes(desk.get(DataControllers.class), bare);

        assertThatThrownBy(() -> new MailboxLogin(none.of(ID), none))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("tryg.mail.password");
        bare.withProperty("tryg.mail.oauth-url", "http://127.0.0.1:9/token")
                .withProperty("tryg.mail.client-secret", "s");
        assertThatThrownBy(() -> new MailboxLogin(none.of(ID), none)).hasMessageContaining("tryg.mail.client-id");
        bare.withProperty("tryg.mail.client-id", "id");
        assertThat(new MailboxLogin(none.of(ID), none).byToken()).isTrue();
    }

    @Test
    void settings_of_a_named_mailbox_fall_back_to_those_without_its_name_but_for_the_account() {
        settings.withProperty("tryg.mail.alka.imap-host", "alka.example").withProperty("tryg.mail.folder", "Requests");
        Mailbox alka = mailboxes.of("tryg.alka");

        assertThat(alka.id()).isEqualTo("tryg.alka");
        assertThat(alka.name()).isEqualTo("alka");
        assertThat(alka.prefix()).isEqualTo("tryg.mail.alka.");
        assertThat(mailboxes.of(ID).prefix()).isEqualTo("tryg.mail.");
        assertThat(mailboxes.setting(alka, "imap-host", "none")).isEqualTo("alka.example");
        assertThat(mailboxes.setting(alka, "folder", "INBOX")).isEqualTo("Requests");
        assertThat(mailboxes.setting(alka, "done-folder", "Done")).isEqualTo("Done");
        assertThat(mailboxes.setting(alka, "username", null)).isNull();
        assertThat(mailboxes.setting(alka, "password", "none")).isEqualTo("none");
        assertThat(mailboxes.setting(mailboxes.of(ID), "username", null)).isEqualTo("box");
        assertThat(alka.brand()).as("the file names no such mailbox").isNull();
    }

    @Test
    void those_mailboxes_are_polled_that_a_server_is_set_for() {
        assertThat(mailboxes.polled()).extracting(Mailbox::id).containsExactly(ID);
        settings.withProperty("gjensidige-ee.mail.imap-host", " ").withProperty("kaleva.mail.imap-host", "h");
        assertThat(mailboxes.polled()).extracting(Mailbox::id).containsExactlyInAnyOrder("kaleva", ID);
    }

    @Test
    void hosts_whose_findings_count_are_those_that_the_operator_names() {
        assertThat(mailboxes.of(ID).trusted()).isEmpty();
        settings.withProperty("tryg.mail.authserv-id", " MX.tryg.example, ,relay.example ");

        assertThat(mailboxes.of(ID).trusted()).isEqualTo(Set.of("mx.tryg.example", "relay.example"));
        assertThat(List.of(mailboxes.of(ID)).toString()).isEqualTo("[Mailbox[tryg]]");
    }
}
