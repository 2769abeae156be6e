package org.dsrhub.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.AuthenticationFailedException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.RouteAware;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.dsrhub.ledger.MailboxAlarm;
import org.dsrhub.request.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Remembers when each mailbox was last reached: a mailbox that nobody hears of is a legal deadline that runs unseen. Health
 * {@code mailboxes}, metrics {@code hub.mailbox.silence.seconds}, {@code hub.mailbox.login.refused} and
 * {@code hub.mailbox.failures}. A failed poll is tried again at the next interval; a refused login after ever longer pauses,
 * as servers lock accounts that knock too often, and at once when its secret is another.
 */
@Component("mailboxes")
class MailboxWatch implements PollingConsumerPollStrategy, ExceptionHandler, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxWatch.class);
    private static final String CERTIFICATE = "certificate refused";
    private static final Duration TOO_LONG = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private final Map<String, State> mailboxes = new ConcurrentHashMap<>();
    private final Map<String, MailboxLogin> logins = new ConcurrentHashMap<>();
    private final Map<String, Mailbox> known = new ConcurrentHashMap<>();
    private final Set<String> troubled = ConcurrentHashMap.newKeySet();
    /** The mailbox that this thread polls, and what went wrong with it: Camel swallows what breaks in mid-poll. */
    private final ThreadLocal<Poll> poll = new ThreadLocal<>();

    private final MeterRegistry meters;
    private final MailboxArrivals arrivals;
    private final MailboxAlarms alarms;

    MailboxWatch(MeterRegistry meters, MailboxArrivals arrivals, MailboxAlarms alarms) {
        this.meters = meters;
        this.arrivals = arrivals;
        this.alarms = alarms;
    }

    private static final class Poll {
        private Throwable failure;
    }

    /**
     * @param reached last success, or the start
     * @param arrived last mail that this node knows of, or the first poll; another node may have taken a later one
     * @param silentAfter no mail for so long is an alarm, null where that is no matter
     * @param failure null where the last poll went well
     * @param refusals logins that were refused in a row
     * @param pausedUntil null where nothing is to be waited for
     */
    private record State(
            Instant reached, Instant arrived, Duration silentAfter, String failure, int refusals, Instant pausedUntil) {

        State wentWell() {
            return new State(Instant.now(), arrived, silentAfter, null, 0, null);
        }

        State failed(String what) {
            return new State(reached, arrived, silentAfter, what, 0, null);
        }

        State refused(String what) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(refusals, 10));
            return new State(
                    reached,
                    arrived,
                    silentAfter,
                    what,
                    refusals + 1,
                    Instant.now().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause));
        }

        State heard(Instant at) {
            return new State(reached, at.isAfter(arrived) ? at : arrived, silentAfter, failure, refusals, pausedUntil);
        }

        boolean unreached() {
            return refusals > 0
                    || CERTIFICATE.equals(failure)
                    || Duration.between(reached, Instant.now()).compareTo(TOO_LONG) > 0;
        }

        boolean silent() {
            return silentAfter != null
                    && Duration.between(arrived, Instant.now()).compareTo(silentAfter) > 0;
        }
    }

    /** @param silentAfter no mail for so long is an alarm, null for never */
    void expect(Mailbox mailbox, MailboxLogin login, Duration silentAfter) {
        Instant now = Instant.now();
        String id = mailbox.id();
        logins.put(id, login);
        known.put(id, mailbox);
        mailboxes.put(id, new State(now, arrivals.polled(id), silentAfter, null, 0, null));
        gauge(
                "hub.mailbox.silence.seconds",
                "Seconds since the mailbox was last polled with success",
                mailbox,
                state -> Duration.between(state.reached(), Instant.now()).toSeconds());
        gauge(
                "hub.mailbox.login.refused",
                "1 while the mailbox refuses the hub's login",
                mailbox,
                state -> state.refusals() > 0 ? 1 : 0);
    }

    private void gauge(String name, String description, Mailbox mailbox, ToDoubleFunction<State> value) {
        Gauge.builder(name, () -> value.applyAsDouble(mailboxes.get(mailbox.id())))
                .description(description)
                .tag("controller", mailbox.controller().id())
                .tag("mailbox", mailbox.id())
                .register(meters);
    }

    /** A mail of that mailbox was taken. */
    void arrived(String mailbox) {
        Instant now = Instant.now();
        change(mailbox, state -> state.heard(now));
        try {
            arrivals.note(mailbox);
        } catch (DataAccessException e) {
            LOG.warn("That {} had a mail could not be noted for the other nodes; the next one is", mailbox);
        }
    }

    /** A mail of that mailbox could not be taken: the next poll waits its turn, however many mails there are. */
    void troubled(String mailbox) {
        troubled.add(mailbox);
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        String mailbox = mailbox(consumer);
        poll.set(new Poll());
        State state = mailboxes.get(mailbox);
        boolean paused = state != null
                && state.pausedUntil() != null
                && Instant.now().isBefore(state.pausedUntil())
                && !renewed(mailbox);
        return !troubled.remove(mailbox) && !paused;
    }

    private boolean renewed(String mailbox) {
        try {
            return logins.get(mailbox).renewed();
        } catch (Problem e) {
            return false;
        }
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polled) {
        String mailbox = mailbox(consumer);
        Poll current = poll.get();
        if (current != null && current.failure != null) {
            failed(mailbox, current.failure);
            return;
        }
        State before = mailboxes.get(mailbox);
        change(mailbox, State::wentWell);
        tell(mailbox);
        if (before != null && before.failure() != null) {
            LOG.info("The mailbox of {} answers again", mailbox);
        }
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retries, Exception cause) {
        String mailbox = mailbox(consumer);
        if (!loginRefused(cause)) {
            failed(mailbox, cause);
            return false;
        }
        MailboxLogin login = logins.get(mailbox);
        login.refused();
        if (login.byToken() && retries == 0 && !(cause instanceof Problem)) {
            return true; // a token may end before its time; one new is no guess at a password
        }
        State before = mailboxes.get(mailbox);
        change(mailbox, state -> state.refused("login refused"));
        tell(mailbox);
        count(mailbox, "login");
        LOG.warn(
                "mailbox-login: the mailbox of {} refuses the hub's login, last reached {}; mails wait unread. Renew {} or "
                        + "unlock the account; the next try is at {} or when the secret's file is another",
                mailbox,
                before.reached(),
                login.byToken() ? "client-id and client-secret" : "username and password",
                mailboxes.get(mailbox).pausedUntil());
        return false;
    }

    private void failed(String mailbox, Throwable cause) {
        String failure = cause instanceof Problem problem
                ? problem.code()
                : certificateRefused(cause) ? CERTIFICATE : cause.getClass().getSimpleName();
        change(mailbox, state -> state.failed(failure));
        tell(mailbox);
        count(mailbox, "server");
        LOG.warn(
                "The mailbox of {} could not be polled ({}), last reached {}; it is polled again. Check host, port, folder "
                        + "and certificate",
                mailbox,
                failure,
                mailboxes.get(mailbox).reached());
    }

    /** What a poll that failed cannot know stays as it was told. */
    private void tell(String mailbox) {
        State state = mailboxes.get(mailbox);
        Mailbox whose = known.get(mailbox);
        if (state == null || whose == null) {
            return;
        }
        if (state.refusals() > 0) {
            alarms.update(whose, MailboxAlarm.Kind.LOGIN, true);
        } else if (CERTIFICATE.equals(state.failure())) {
            alarms.update(whose, MailboxAlarm.Kind.CERTIFICATE, true);
        } else if (state.failure() != null) {
            if (state.unreached()) {
                alarms.update(whose, MailboxAlarm.Kind.UNREACHED, true);
            }
        } else {
            alarms.update(whose, MailboxAlarm.Kind.LOGIN, false);
            alarms.update(whose, MailboxAlarm.Kind.CERTIFICATE, false);
            alarms.update(whose, MailboxAlarm.Kind.UNREACHED, false);
            tellSilence(whose);
        }
    }

    /** Only where this node has heard nothing for so long does it ask whether another one has. */
    private void tellSilence(Mailbox mailbox) {
        try {
            if (mailboxes.get(mailbox.id()).silent()) {
                Instant last = arrivals.last(mailbox.id());
                change(mailbox.id(), state -> state.heard(last));
            }
            alarms.update(
                    mailbox,
                    MailboxAlarm.Kind.SILENT,
                    mailboxes.get(mailbox.id()).silent());
        } catch (DataAccessException e) {
            LOG.warn(
                    "Whether another node had a mail of {} is not known; it is asked after the next poll",
                    mailbox.id());
        }
    }

    private void count(String mailbox, String kind) {
        meters.counter("hub.mailbox.failures", "mailbox", mailbox, "kind", kind).increment();
    }

    private void change(String mailbox, UnaryOperator<State> change) {
        mailboxes.computeIfPresent(mailbox, (id, state) -> change.apply(state));
    }

    private static boolean loginRefused(Throwable cause) {
        return any(
                cause,
                at -> at instanceof AuthenticationFailedException
                        || at instanceof Problem problem && problem.code().equals("login-refused"));
    }

    /** Nobody's patience heals that. */
    private static boolean certificateRefused(Throwable cause) {
        return any(cause, CertificateException.class::isInstance);
    }

    private static boolean any(Throwable cause, Predicate<Throwable> which) {
        for (Throwable at = cause; at != null && at != at.getCause(); at = at.getCause()) {
            if (which.test(at)) {
                return true;
            }
        }
        return false;
    }

    /** What breaks in mid-poll; polls that failed as a whole are told by {@link #rollback}. */
    @Override
    public void handleException(Throwable exception) {
        Poll current = poll.get();
        if (current != null) {
            current.failure = exception;
        }
        LOG.debug("A poll failed", exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        LOG.debug(message, exception);
    }

    /** A mail that could not be moved is met again and known. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        if (exchange != null && exchange.getFromRouteId() != null) {
            troubled(mailbox(exchange.getFromRouteId()));
        }
        LOG.warn(
                "A taken mail could not be moved on its server, or one could not be taken ({}); it is met again",
                exception.getClass().getSimpleName());
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        mailboxes.forEach((mailbox, state) -> {
            if (state.unreached() || state.silent()) {
                health.status("DEGRADED");
            }
            health.withDetail(
                    mailbox,
                    (state.unreached() ? "not reached since " : "reached ")
                            + state.reached()
                            + (state.silent() ? ", no mail since " + state.arrived() : "")
                            + (state.failure() == null ? "" : ", last poll failed: " + state.failure()));
        });
        return health.build();
    }

    private static String mailbox(Consumer consumer) {
        Route route = consumer instanceof RouteAware aware ? aware.getRoute() : null;
        return route == null ? "unknown" : mailbox(route.getRouteId());
    }

    private static String mailbox(String routeId) {
        return routeId.substring(routeId.indexOf('.') + 1);
    }
}
