package org.dsrhub.connector;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Logs in one line that an answer was left for the next poll: neither the file's content nor a stack. */
@Component("quiet-poll-failures")
public class QuietPollFailures implements ExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(QuietPollFailures.class);

    @Override
    public void handleException(Throwable exception) {
        log.info("an answer stays for the next poll: {}", reason(exception));
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        handleException(exception);
    }

    private static String reason(Throwable exception) {
        return exception instanceof SystemUnavailable
                ? exception.getMessage()
                : SftpFailures.problem(exception)
                        .map(Throwable::getMessage)
                        .orElse(exception.getClass().getSimpleName());
    }
}
