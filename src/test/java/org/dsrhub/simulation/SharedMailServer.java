package org.dsrhub.simulation;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.FolderListener;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.UIDFolder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A mail server whose folders several sessions may read and empty at once. GreenMail numbers mails by their place in the
 * folder, for all sessions alike, so that one that expunges makes another fetch the wrong mail. Here each selection keeps
 * the numbers that it began with (RFC 3501, 7.4.1); a mail that another session expunged can still be fetched, but no longer
 * be copied (RFC 2180, 4.1 and 4.4).
 */
public final class SharedMailServer extends GreenMail {
    public SharedMailServer() {
        super(ServerSetup.IMAP.dynamicPort());
    }

    @Override
    protected Map<String, AbstractServer> createServices(ServerSetup[] setups, Managers plain) {
        return super.createServices(setups, new Managers() {
            @Override
            public ImapHostManager getImapHostManager() {
                return proxy(
                        (proxy, method, arguments) -> {
                            Object result = invoke(method, plain.getImapHostManager(), arguments);
                            return result instanceof MailFolder folder ? Selection.of(folder) : result;
                        },
                        ImapHostManager.class);
            }

            @Override
            public UserManager getUserManager() {
                return plain.getUserManager();
            }

            @Override
            public SmtpManager getSmtpManager() {
                return plain.getSmtpManager();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(java.lang.reflect.InvocationHandler handler, Class<?>... types) {
        return (T) Proxy.newProxyInstance(SharedMailServer.class.getClassLoader(), types, handler);
    }

    private static Object invoke(Method method, Object on, Object... arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A folder as one session has selected it; what has to do with its numbers is its own, the rest is the folder's. */
    private static final class Selection {
        private final MailFolder folder;
        private final List<StoredMessage> view;
        private FolderListener session;

        private Selection(MailFolder folder) {
            this.folder = folder;
            this.view = new ArrayList<>(folder.getMessages());
        }

        static MailFolder of(MailFolder folder) {
            Selection selection = new Selection(folder);
            return proxy(
                    (proxy, method, arguments) -> selection.answer(method, arguments),
                    MailFolder.class,
                    UIDFolder.class);
        }

        private Object answer(Method method, Object... arguments) throws Throwable {
            return switch (method.getName()) {
                case "getMessageUids" -> uids();
                case "getMessageCount" -> view.size();
                case "getMessage" -> find((long) arguments[0]);
                case "getMsn" -> number((long) arguments[0]);
                case "getFirstUnseen" -> firstUnseen();
                case "getMessages" -> arguments == null ? List.copyOf(view) : invoke(method, folder, arguments);
                case "addListener" -> session = (FolderListener) arguments[0];
                case "removeListener" -> session = null;
                case "setFlags" ->
                    setFlags((Flags) arguments[0], (boolean) arguments[1], (long) arguments[2], arguments[3]);
                case "copyMessage", "moveMessage" -> {
                    if (folder.getMessage((long) arguments[0]) == null) {
                        throw new FolderException("expunged by another session");
                    }
                    yield invoke(method, folder, arguments);
                }
                case "expunge" -> {
                    invoke(method, folder, arguments);
                    yield forget();
                }
                default -> invoke(method, folder, arguments);
            };
        }

        private long[] uids() {
            return view.stream().mapToLong(StoredMessage::getUid).toArray();
        }

        private StoredMessage find(long uid) {
            return view.stream()
                    .filter(mail -> mail.getUid() == uid)
                    .findFirst()
                    .orElse(null);
        }

        private int number(long uid) throws FolderException {
            int at = view.indexOf(find(uid));
            if (at < 0) {
                throw new FolderException("not in this selection");
            }
            return at + 1;
        }

        private int firstUnseen() {
            for (StoredMessage mail : view) {
                if (!mail.isSet(Flags.Flag.SEEN)) {
                    return view.indexOf(mail) + 1;
                }
            }
            return 0;
        }

        private Object setFlags(Flags flags, boolean value, long uid, Object silent) throws FolderException {
            StoredMessage mail = find(uid);
            mail.setFlags(flags, value);
            if (session != null && session != silent) {
                session.flagsUpdated(number(uid), mail.getFlags(), null);
            }
            return null;
        }

        /** What was expunged is told to the session that did it; another one learns it when it selects the folder again. */
        private Object forget() {
            for (int i = view.size() - 1; i >= 0; i--) {
                if (view.get(i).isSet(Flags.Flag.DELETED)) {
                    view.remove(i);
                    if (session != null) {
                        session.expunged(i + 1);
                    }
                }
            }
            return null;
        }
    }
}
