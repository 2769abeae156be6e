package org.dsrhub.connector;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.dsrhub.request.Problem;

/** The calls of one task to a SOAP system: what goes out next. One question may become many, a page each. */
public final class SoapTalk {
    private static final int MOST_PAGES = 100_000;

    private final Reply reply;
    private final String url;
    private final SoapShape shape;
    private final SoapSecurity security;
    private final Supplier<String> login;
    private final Set<String> asked = new HashSet<>();
    private SoapEnvelope envelope;
    private PageCount count = new PageCount();
    private String cursor = "";
    private boolean morePages;
    private boolean again;
    private boolean renewed;
    private String authorization;

    SoapTalk(Reply reply, String url, SoapShape shape, SoapSecurity security, Supplier<String> login) {
        this.reply = reply;
        this.url = url;
        this.shape = shape;
        this.security = security;
        this.login = login;
    }

    Reply reply() {
        return reply;
    }

    SoapShape shape() {
        return shape;
    }

    /** Moves on to the next page of the call at hand, or to the next call. */
    boolean next() {
        if (reply.ended()) {
            return false;
        }
        if (again || morePages) {
            boolean same = again;
            again = morePages = false;
            renewed &= same;
            if (!reply.paced()) {
                return false;
            }
        } else {
            if (!reply.nextPaced()) {
                return false;
            }
            renewed = false;
            cursor = "";
            asked.clear();
            count = new PageCount();
        }
        envelope = new SoapEnvelope(shape, reply.getCall(), cursor);
        return true;
    }

    /** The call at hand was refused for a token that has been forgotten since. @return false where that was so before */
    boolean tryOtherToken() {
        if (renewed) {
            return false;
        }
        renewed = true;
        again = true;
        return true;
    }

    /**
     * The page at hand is read.
     *
     * @param next what the next one is asked with, null where there is none
     */
    void pageRead(String next, long records, Long total) throws JsonPage.Unreadable {
        count.add(records, total);
        if (next == null) {
            count.requireAll();
            return;
        }
        if (!asked.add(next) || asked.size() > MOST_PAGES) {
            throw new Problem("link-without-end", "the system's pages lead in a circle; ask its owner");
        }
        cursor = next;
        morePages = true;
    }

    public String getUri() {
        return url;
    }

    /** The envelope, with a security header of now. */
    public byte[] getBody() {
        security.secure(envelope.document(), reply.connector());
        return envelope.bytes();
    }

    public String getContentType() {
        return shape.latest()
                ? "application/soap+xml; charset=UTF-8" + (action().isEmpty() ? "" : "; action=\"" + action() + "\"")
                : "text/xml; charset=UTF-8";
    }

    /** SOAP 1.1 has its action in a header, and that even where it is empty; 1.2 in the content type. */
    public String getAction() {
        return shape.latest() ? null : "\"" + action() + "\"";
    }

    private String action() {
        return shape.action().replace("{operation}", envelope.operation()).replace("\"", "");
    }

    /** The header of that name, null where none is needed. */
    public String getAuthorization() {
        authorization = login.get();
        return authorization;
    }

    /** The header that the call at hand was made with. */
    String lastAuthorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return "SoapTalk[" + reply + "]";
    }
}
