package org.dsrhub.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.dsrhub.intake.HttpProblem;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What fails before any call is found, or beside all of them, is a problem too; it says no more than its status. */
@RestController
class ErrorPage implements ErrorController {
    @RequestMapping("/error")
    ResponseEntity<HttpProblem> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus found = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        HttpStatus status = found == null ? HttpStatus.INTERNAL_SERVER_ERROR : found;
        return ResponseEntity.status(status)
                .contentType(MediaType.valueOf(HttpProblem.MEDIA_TYPE))
                .body(HttpProblem.of(
                        status.value(),
                        "http-" + status.value(),
                        status.getReasonPhrase(),
                        "See the contract at /api/docs."));
    }
}
