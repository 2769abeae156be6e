package org.dsrhub.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stage {@code reply-code}: sends a one-time code to the address on file, never to the one that a request came from. Whoever
 * asked sees the same whether there is such an address or not. Tried again it is another code: none is kept.
 */
@Component("replyCodeMail")
public class ReplyCodeMail {
    private static final int GROUP = 5;

    private final Requests requests;
    private final ReplyCodes codes;
    private final KeyedHash hash;
    private final Vault vault;
    private final LegalClock clock;
    private final Intents intents;
    private final MailWriter writer;
    private final OutgoingMail outgoing;
    private final Duration valid;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    ReplyCodeMail(
            Requests requests,
            ReplyCodes codes,
            KeyedHash hash,
            Vault vault,
            LegalClock clock,
            Intents intents,
            MailWriter writer,
            OutgoingMail outgoing,
            @Value("${hub.identification.code-valid:7d}") Duration valid,
            PlatformTransactionManager transactions) {
        this.requests = requests;
        this.codes = codes;
        this.hash = hash;
        this.vault = vault;
        this.clock = clock;
        this.intents = intents;
        this.writer = writer;
        this.outgoing = outgoing;
        this.valid = valid;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @throws org.dsrhub.request.Problem {@code mail-refused} where another try cannot help */
    public Completion send(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        String code = draw();
        Optional<UUID> address = request.state() == RequestState.IDENTIFICATION
                ? transaction.execute(status -> codes.find(request.id())
                        .filter(known -> known.address() != null && !known.used())
                        .map(known -> {
                            codes.made(
                                    request.id(),
                                    ReplyCodes.hash(hash, request.id(), code),
                                    clock.instant().plus(valid));
                            return known.address();
                        }))
                : Optional.empty();
        if (address.isPresent()) {
            intents.begin(lease, "send");
            outgoing.send(writer.write(
                    lease,
                    request,
                    read(address.get()),
                    writer.text(request, "reply-code", request.language(), Map.of("code", written(code))),
                    writer.messageId(request, "reply-code-" + lease.attempt()),
                    "auto-generated",
                    null,
                    null));
        }
        return Completion.done();
    }

    private String draw() {
        StringBuilder code = new StringBuilder();
        while (!ReplyCodes.isOne(code.toString())) {
            code.setLength(0);
            for (int i = 0; i < ReplyCodes.LENGTH; i++) {
                code.append(ReplyCodes.SIGNS.charAt(random.nextInt(ReplyCodes.SIGNS.length())));
            }
        }
        return code.toString();
    }

    private static String written(String code) {
        return code.substring(0, GROUP) + "-" + code.substring(GROUP);
    }

    private String read(UUID address) {
        try (InputStream in = vault.read(address)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("address-on-file: it cannot be read; check the vault", e);
        }
    }
}
