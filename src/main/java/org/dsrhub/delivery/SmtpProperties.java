package org.dsrhub.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server that answers and acknowledgements go out by.
 *
 * @param port 0 for the usual one of the chosen protection (465, 587, 25)
 * @param tls {@link Tls#SMTPS} unless said; {@link Tls#NONE} only where somebody wrote it down
 * @param timeout of connecting, reading and writing each
 */
@ConfigurationProperties("hub.smtp")
public record SmtpProperties(
        String host,
        @DefaultValue("0") int port,
        String username,
        String password,
        @DefaultValue("smtps") Tls tls,
        @DefaultValue("30s") Duration timeout) {

    /** Protection of the connection. */
    public enum Tls {
        NONE,
        /** required, never merely offered */
        STARTTLS,
        SMTPS
    }

    int effectivePort() {
        if (port > 0) {
            return port;
        }
        return switch (tls) {
            case NONE -> 25;
            case STARTTLS -> 587;
            case SMTPS -> 465;
        };
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "SmtpProperties[" + host + ":" + effectivePort() + ", " + tls + "]";
    }
}
