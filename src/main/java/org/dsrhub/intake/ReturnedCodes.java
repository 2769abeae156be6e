package org.dsrhub.intake;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.datacontroller.DataController.Identification;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes back the one-time codes that went to an address on file. The code itself is the proof, from wherever it comes; the
 * answer then goes to the address on file, so that nothing is gained by talking somebody out of their code.
 */
@Component
public class ReturnedCodes {
    private static final Pattern CASE = Pattern.compile("\\bDSR-[0-9]{4}-[0-9]{6,}\\b");
    private static final Pattern CODE = Pattern.compile(
            "(?<![A-Za-z0-9-])[" + ReplyCodes.SIGNS + ReplyCodes.SIGNS.toLowerCase(Locale.ROOT) + "]{5}[- ]?["
                    + ReplyCodes.SIGNS + ReplyCodes.SIGNS.toLowerCase(Locale.ROOT) + "]{5}(?![A-Za-z0-9-])");
    private static final int MOST_WORDS = 200;

    private final Requests requests;
    private final ReplyCodes codes;
    private final Identifying identifying;
    private final LegalClock clock;
    private final int tries;
    private final TransactionTemplate transaction;

    ReturnedCodes(
            Requests requests,
            ReplyCodes codes,
            Identifying identifying,
            LegalClock clock,
            @Value("${hub.identification.code-tries:5}") int tries,
            TransactionTemplate transaction) {
        this.requests = requests;
        this.codes = codes;
        this.identifying = identifying;
        this.clock = clock;
        this.tries = tries;
        this.transaction = transaction;
    }

    /** What came of a code. */
    public enum Result {
        ACCEPTED,
        /** wrong, used, too old, one too many, or none was ever sent: which of them is nobody's business */
        REFUSED
    }

    /**
     * The case of that controller that waits for a code and that a mail names together with what may be one.
     *
     * @param subject line of the mail
     * @param body without what it quotes
     */
    Optional<Returned> in(String controller, String subject, String body) {
        String line = subject == null ? "" : subject;
        Matcher number = CASE.matcher(line + "\n" + body);
        while (number.find()) {
            Optional<RequestView> waiting = requests.findByCaseNumber(number.group())
                    .filter(view -> view.controller().equals(controller)
                            && view.state() == RequestState.IDENTIFICATION
                            && codes.awaited(view.id()));
            if (waiting.isPresent()) {
                return code(body).or(() -> code(line)).map(code -> new Returned(waiting.get(), code));
            }
        }
        return Optional.empty();
    }

    record Returned(RequestView request, String code) {
        @Override
        public String toString() {
            return "Returned[" + request.id() + "]";
        }
    }

    /** Words of ten letters and telephone numbers are none: a code has a digit and a letter. */
    private static Optional<String> code(String text) {
        Matcher matcher = CODE.matcher(text);
        for (int i = 0; i < MOST_WORDS && matcher.find(); i++) {
            if (ReplyCodes.isOne(matcher.group())) {
                return Optional.of(matcher.group());
            }
        }
        return Optional.empty();
    }

    /**
     * @param actor who brings it, {@code hub} where it came by mail
     * @return {@code REFUSED} also where more than the address is wanted by now; the code is spent all the same
     */
    public Result take(UUID id, String code, String actor) {
        return transaction.execute(status -> {
            if (!codes.take(id, code, clock.instant(), tries)) {
                requests.audit(id, actor, "reply-code-refused", Map.of());
                return Result.REFUSED;
            }
            RequestView view = requests.find(id).orElseThrow();
            Identifying.Proof proof = new Identifying.Proof(
                    view.channel(), new NewRequest.Evidence("L1", Identification.REPLY_LOOP, null), null, null);
            return identifying
                    .tryIdentified(id, proof, answered(id), actor)
                    .map(identified -> Result.ACCEPTED)
                    .orElse(Result.REFUSED);
        });
    }

    private Subject answered(UUID id) {
        Subject subject = requests.subject(id);
        return new Subject(
                subject.name(),
                subject.birthDate(),
                subject.nationalId(),
                subject.keys(),
                codes.address(id).orElse(null));
    }
}
