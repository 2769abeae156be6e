package org.dsrhub.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;

/**
 * A problem as RFC 9457 has it. Holds no personal data.
 *
 * @param type a URN that a search finds, for example {@code urn:dsr-hub:problem:invalid-request}
 * @param errors the single mistakes, empty where there is only one thing to say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpProblem(URI type, String title, int status, String detail, List<Violation> errors) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public HttpProblem {
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    /** @param code stable kebab-case word */
    public static HttpProblem of(int status, String code, String title, String detail) {
        return new HttpProblem(type(code), title, status, detail, List.of());
    }

    public static HttpProblem of(InvalidRequest invalid) {
        return new HttpProblem(
                type("invalid-request"),
                "The request is not valid",
                422,
                "Mend what the errors name and send it again; nothing was stored.",
                invalid.violations());
    }

    private static URI type(String code) {
        return URI.create("urn:dsr-hub:problem:" + code);
    }
}
