package org.dsrhub.connector;

import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import java.util.Optional;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/**
 * Tells a server that shows another key than the known-hosts file names, or refuses the hub's account, from one that is
 * only away just now.
 */
@Component("sftp-failures")
public class SftpFailures {
    private static final int DEPTH = 20;

    /** Throws what a person has to look into as a {@link Problem}, and everything else as it is, to be tried again. */
    public void explain(Exception thrown) throws Exception {
        throw problem(thrown).map(Exception.class::cast).orElse(thrown);
    }

    static Optional<Problem> problem(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            if (cause instanceof JSchHostKeyException) {
                return Optional.of(new Problem(
                        "sftp-host-key",
                        "the SFTP server shows another key than the file behind 'known-hosts' names; it may be another"
                                + " server, so nothing was sent: ask its owner, correct the file, then retry"));
            }
            if (refused(cause)) {
                return Optional.of(new Problem(
                        "sftp-login",
                        "the SFTP server refuses the hub's account; renew the properties behind 'username' and 'password',"
                                + " then retry"));
            }
        }
        return Optional.empty();
    }

    private static boolean refused(Throwable cause) {
        // The library has no other sign of it.
        return cause instanceof JSchException
                && cause.getMessage() != null
                && (cause.getMessage().startsWith("Auth fail")
                        || cause.getMessage().startsWith("Auth cancel"));
    }
}
