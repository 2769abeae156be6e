package org.dsrhub.simulation;

import com.icegreen.greenmail.user.GreenMailUser;
import java.util.Map;

/** The token endpoint of a mail service in the cloud: the mailbox takes the last token that was given, and nothing else. */
public final class MailCloud extends SimulatedCloud {
    private final GreenMailUser mailbox;

    public MailCloud(GreenMailUser mailbox) {
        super("mail-cloud");
        this.mailbox = mailbox;
    }

    /** The service forgets the token that it gave, as after a restart. */
    @Override
    public void forgetTokens() {
        super.forgetTokens();
        mailbox.setPassword("nothing-that-was-given");
    }

    @Override
    protected Reply openly(Call call) {
        Reply reply = super.openly(call);
        if (reply != null && reply.body() instanceof Map<?, ?> body && body.get("access_token") != null) {
            mailbox.setPassword(body.get("access_token").toString());
        }
        return reply;
    }

    @Override
    protected Reply answer(Call call) {
        return new Reply(404, Map.of());
    }
}
