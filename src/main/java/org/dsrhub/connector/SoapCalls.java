package org.dsrhub.connector;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.Exchange;
import org.dsrhub.connector.JsonPage.Unreadable;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The steps of a route that talks SOAP. */
@Component("soap-calls")
public class SoapCalls {
    private static final int TRIES_OF_BAD_REPLIES = 4;

    private final Replies replies;
    private final HttpLogin login;
    private final SoapSecurity security;

    SoapCalls(Replies replies, HttpLogin login, SoapSecurity security) {
        this.replies = replies;
        this.login = login;
        this.security = security;
    }

    public SoapTalk begin(Lease lease) {
        Reply reply = replies.begin(lease);
        Connector connector = reply.connector();
        return new SoapTalk(
                reply,
                replies.parameter(connector, "url", ""),
                SoapShape.of(replies, connector),
                security,
                () -> login.authorization(connector));
    }

    public boolean next(SoapTalk talk) {
        return talk.next();
    }

    /**
     * Reads what came back for the call at hand.
     *
     * @param headers of the reply, as far as a route lets them in
     * @param body null where the reply has none
     */
    public void read(SoapTalk talk, Map<String, Object> headers, InputStream body) throws IOException {
        int status = ((Number) headers.get(Exchange.HTTP_RESPONSE_CODE)).intValue();
        String retryAfter = text(headers.get("Retry-After"));
        String contentType = text(headers.get(Exchange.CONTENT_TYPE));
        try (InputStream in = body == null ? InputStream.nullInputStream() : new BufferedInputStream(body)) {
            if (status == 429 || status == 503 && retryAfter != null) {
                HttpCalls.throttled(talk.reply(), retryAfter, in);
            } else if (status == 401
                    && login.refused(talk.reply().connector(), talk.lastAuthorization())
                    && talk.tryOtherToken()) {
                return;
            } else if (isSoap(contentType)) {
                message(talk, status, contentType, in);
            } else if (status >= 500 || status == 408) {
                throw new SystemUnavailable("http-" + status);
            } else if (status < 200 || status >= 300) {
                throw HttpCalls.refused(status);
            } else if (!talk.reply().isAsking() && in.read() < 0) {
                talk.reply().carriedOut(); // one way
            } else {
                unreadable(talk, "it is no SOAP but something else");
            }
        }
    }

    private static String text(Object header) {
        return header == null ? null : header.toString();
    }

    private static boolean isSoap(String contentType) {
        return contentType != null
                && contentType.toLowerCase(java.util.Locale.ROOT).contains("xml");
    }

    private static void message(SoapTalk talk, int status, String contentType, InputStream in) throws IOException {
        Reply reply = talk.reply();
        SoapShape shape = talk.shape();
        boolean taking = status == 200 && reply.isAsking();
        SoapPage page =
                taking ? new SoapPage(shape.records(), shape.next(), shape.count()) : new SoapPage("", null, null);
        SoapFiles files = new SoapFiles(reply);
        String[] link = {null};
        SoapParts.Root root = (envelope, charset) ->
                link[0] = page.read(new Limited(envelope, shape.largest()), charset, files::record);
        try {
            if (SoapParts.isMultipart(contentType)) {
                SoapParts.read(in, contentType, root, files);
            } else {
                root.accept(in, SoapParts.charset(contentType));
            }
            files.requireAll();
            if (status >= 500) {
                throw new SystemUnavailable("http-" + status);
            } else if (status < 200 || status >= 300) {
                throw HttpCalls.refused(status);
            } else if (reply.isAsking()) {
                talk.pageRead(link[0], files.count(), page.total());
            } else {
                reply.carriedOut();
            }
        } catch (SoapFault e) {
            fault(talk, e);
        } catch (Unreadable | SoapFiles.NotBase64 e) {
            if (status >= 500) {
                throw new SystemUnavailable("http-" + status);
            }
            unreadable(talk, e.getMessage());
        }
    }

    private static void unreadable(SoapTalk talk, String how) {
        if (talk.reply().lease().attempt() < TRIES_OF_BAD_REPLIES) {
            throw new SystemUnavailable("reply-unreadable: " + how);
        }
        throw new Problem(
                "reply-unreadable",
                "the system's reply cannot be used, " + how
                        + "; compare it with 'records', 'next' and 'count' of the connector file, or ask the owner, then retry");
    }

    private static void fault(SoapTalk talk, SoapFault fault) throws IOException {
        Reply reply = talk.reply();
        if (fault.isOneOf(talk.shape().absent())) {
            if (!reply.isAsking()) {
                reply.carriedOut();
            }
            return;
        }
        switch (fault.blame()) {
            case RECEIVER -> throw new SystemUnavailable("soap-fault: " + fault.code());
            case SECURITY ->
                throw new Problem(
                        "soap-security",
                        "the system refuses the hub's security header (" + fault.code()
                                + "); renew the properties behind 'ws-username' and 'ws-password' or the bundle of 'ws-sign', and"
                                + " let both clocks be right, then retry");
            case SENDER ->
                throw new Problem(
                        "soap-fault",
                        "the system does not understand the call (" + fault.code()
                                + "); correct 'ask' or the command, 'action' and 'soap' in the connector file, then retry");
            case UNKNOWN -> {
                if (reply.lease().attempt() < TRIES_OF_BAD_REPLIES) {
                    throw new SystemUnavailable("soap-fault: " + fault.code());
                }
                throw new Problem(
                        "soap-fault",
                        "the system answers with a fault of its own; ask its owner what it means, name it under 'absent' if it"
                                + " says that there is no such record, then retry");
            }
        }
    }

    /** No envelope is longer than the connector file allows. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long most) {
            super(in);
            left = most;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int read = super.read(to, from, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new Problem(
                        "reply-too-large",
                        "the system's reply is longer than 'largest-reply' of the connector file allows; ask for it in pages"
                                + " ('next'), or raise it, then retry");
            }
        }
    }

    public Completion finish(SoapTalk talk) throws IOException {
        return replies.finish(talk.reply());
    }

    public void close(SoapTalk talk) {
        if (talk != null) {
            replies.close(talk.reply());
        }
    }
}
