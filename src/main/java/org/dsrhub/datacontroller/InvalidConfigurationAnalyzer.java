package org.dsrhub.datacontroller;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the mistakes alone where the start fails over them, without a stack trace around. */
class InvalidConfigurationAnalyzer extends AbstractFailureAnalyzer<InvalidConfiguration> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfiguration cause) {
        String mistakes = cause.findings().stream().map(Finding::toString).collect(Collectors.joining("\n"));
        return new FailureAnalysis(mistakes, "Mend what stands behind each arrow, then start again.", cause);
    }
}
