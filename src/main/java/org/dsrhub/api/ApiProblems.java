package org.dsrhub.api;

import jakarta.servlet.ServletException;
import org.dsrhub.intake.HttpProblem;
import org.dsrhub.intake.InvalidRequest;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.VaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every error of the API as RFC 9457 problem; none repeats what was sent. */
@RestControllerAdvice(basePackageClasses = ApiProblems.class)
class ApiProblems {
    private static final Logger LOG = LoggerFactory.getLogger(ApiProblems.class);

    @ExceptionHandler
    ResponseEntity<HttpProblem> notFound(NotFound e) {
        return reply(HttpProblem.of(404, "not-found", "Not found", e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> invalid(InvalidRequest e) {
        return reply(HttpProblem.of(e));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> conflict(Requests.StateConflict e) {
        return reply(HttpProblem.of(409, "state-conflict", "That may not happen now", e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> changed(Looks.Changed e) {
        return reply(HttpProblem.of(412, "changed-since", "It has changed since", "Look at it again, then decide."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> problem(Problem e) {
        boolean unknown = e.code().startsWith("unknown-");
        return reply(HttpProblem.of(
                unknown ? 404 : 422, e.code(), unknown ? "Not found" : "That cannot be done", e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyLimit.TooLarge) {
                return reply(HttpProblem.of(
                        413, "body-too-large", "The body is too large", "At most " + BodyLimit.LARGEST + " bytes."));
            }
        }
        return reply(HttpProblem.of(400, "not-json", "The body is missing or no JSON", "Send JSON in UTF-8."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> tooLarge(BodyLimit.TooLarge e) {
        return reply(HttpProblem.of(
                413, "body-too-large", "The body is too large", "JSON: at most " + BodyLimit.LARGEST + " bytes."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> mistyped(MethodArgumentTypeMismatchException e) {
        return reply(HttpProblem.of(
                400, "bad-parameter", "A parameter has the wrong form", "See '" + e.getName() + "' in the contract."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> wrongMedia(HttpMediaTypeNotSupportedException e) {
        return reply(HttpProblem.of(415, "not-json", "The body must be application/json", "Set Content-Type."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> wrongMethod(HttpRequestMethodNotSupportedException e) {
        return reply(HttpProblem.of(405, "method-not-allowed", "That path has no such call", "See the contract."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> noSuchPath(NoResourceFoundException e) {
        return reply(HttpProblem.of(404, "not-found", "Not found", "See the contract at /api/docs."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> ledgerGone(DataAccessException e) {
        LOG.warn("A call of the API failed on the ledger: {}", e.getClass().getSimpleName());
        return later(HttpProblem.of(503, "ledger-unreachable", "The ledger did not answer", "Try again."));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> vaultFails(VaultException e) {
        if (e.code().equals(VaultException.SHREDDED)) {
            return reply(HttpProblem.of(409, e.code(), "That may not happen now", "The request's content is deleted."));
        }
        LOG.warn("A call of the API failed on the vault: {}", e.code());
        return later(HttpProblem.of(503, e.code(), "The vault did not take or give it", "Try again."));
    }

    /** What Spring itself refuses: a header, a parameter, a media type. Its own words may repeat what was sent. */
    @ExceptionHandler({ServletException.class, ErrorResponseException.class})
    ResponseEntity<HttpProblem> refused(Exception e) {
        int status =
                e instanceof ErrorResponse refused ? refused.getStatusCode().value() : 500;
        return status < 500
                ? reply(HttpProblem.of(status, "bad-call", "The call does not keep to the contract", "See /api/docs."))
                : unexpected(e);
    }

    @ExceptionHandler(RuntimeException.class)
    ResponseEntity<HttpProblem> unexpected(Exception e) {
        LOG.error("A call of the API failed: {}", e.getClass().getName());
        LOG.debug("The cause", e);
        return reply(HttpProblem.of(
                500, "unexpected", "The hub failed", "Nothing is half done; try again, and tell operations the time."));
    }

    private static ResponseEntity<HttpProblem> later(HttpProblem problem) {
        return ResponseEntity.status(problem.status())
                .header(HttpHeaders.RETRY_AFTER, "10")
                .contentType(MediaType.valueOf(HttpProblem.MEDIA_TYPE))
                .body(problem);
    }

    private static ResponseEntity<HttpProblem> reply(HttpProblem problem) {
        return ResponseEntity.status(problem.status())
                .contentType(MediaType.valueOf(HttpProblem.MEDIA_TYPE))
                .body(problem);
    }
}
